//! Prepared content for other generators: one file a page, made from a built site.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use walkdir::WalkDir;

use super::page;
use crate::bench::{Failure, project};

/// Projects of both generators, and how much there is to build.
///
/// Hugo has a second one, in which pages are finished but for their frame: less than that no template can do.
pub(in crate::bench) struct Prepared {
    pub(in crate::bench) hugo: PathBuf,
    pub(super) hugo_ready: PathBuf,
    pub(in crate::bench) zola: PathBuf,
    pub(super) pages: usize,
    /// Of the HTML of those pages as we build them.
    pub(super) bytes: u64,
}

/// Turns a built site into projects with our templates in the generators' own languages.
pub(super) fn prepare(templates: &Path, site: &Path, into: &Path) -> Result<Prepared, Failure> {
    let mut prepared = Prepared {
        hugo: into.join("hugo"),
        hugo_ready: into.join("ready/hugo"),
        zola: into.join("zola"),
        pages: 0,
        bytes: 0,
    };
    for project in [&prepared.hugo, &prepared.hugo_ready, &prepared.zola] {
        let name = project.file_name().unwrap_or_default();
        project::copy(&templates.join(name), project)?;
        project::copy(&site.join("static"), &project.join("static/static"))?;
        folder(&project.join("content/pages"))?;
    }
    let section = "+++\nrender = false\n+++\n";
    for place in ["content/_index.md", "content/pages/_index.md"] {
        put(&prepared.zola.join(place), section)?;
    }
    let mut sentence = None;
    for entry in WalkDir::new(site).sort_by_file_name().into_iter().flatten() {
        let path = entry
            .path()
            .strip_prefix(site)
            .unwrap_or(entry.path())
            .to_string_lossy();
        if !path.ends_with(".html") {
            continue;
        }
        let html = fs::read_to_string(entry.path()).map_err(|error| Failure::at(entry.path(), &error))?;
        let Some(data) = page::data(&path, &html, false) else {
            continue;
        };
        sentence = sentence.or_else(|| page::sentence(&html));
        prepared.write(&data)?;
        prepared.write_ready(page::data(&path, &html, true))?;
        prepared.bytes += html.len() as u64;
    }
    let sentence = sentence.unwrap_or_default();
    for config in [
        prepared.hugo.join("hugo.toml"),
        prepared.hugo_ready.join("hugo.toml"),
        prepared.zola.join("config.toml"),
    ] {
        let text = fs::read_to_string(&config).map_err(|error| Failure::at(&config, &error))?;
        put(&config, &text.replace("SENTENCE", &sentence.replace('"', "'")))?;
    }
    Ok(prepared)
}

impl Prepared {
    fn write(&mut self, data: &Value) -> Result<(), Failure> {
        self.pages += 1;
        let name = self.name();
        put(&self.hugo.join(&name), &with_url(data.clone()))?;
        let mut zola = format!("+++\npath = {}\n", data["address"]);
        for key in ["title", "description"] {
            let _ = write!(zola, "{key} = ");
            toml(&data[key], &mut zola);
            zola.push('\n');
        }
        zola.push_str("[extra]\n");
        for key in ["root", "population", "blocks"] {
            let _ = write!(zola, "{key} = ");
            toml(&data[key], &mut zola);
            zola.push('\n');
        }
        zola.push_str("+++\n");
        put(&self.zola.join(&name), &zola)
    }

    /// The page written last, finished.
    fn write_ready(&self, data: Option<Value>) -> Result<(), Failure> {
        let text = data.map(with_url).unwrap_or_default();
        put(&self.hugo_ready.join(self.name()), &text)
    }

    fn name(&self) -> String {
        format!("content/pages/{:06}.md", self.pages)
    }

    /// The file of a page in both projects, for editing.
    pub(in crate::bench) fn file_of(&self, project: &Path, address: &str) -> Option<PathBuf> {
        let wanted = format!("\"{address}\"");
        let entries = WalkDir::new(project.join("content/pages")).into_iter().flatten();
        let holds = |path: &PathBuf| {
            let text = fs::read_to_string(path).unwrap_or_default();
            text.contains(&format!("\"address\":{wanted}")) || text.contains(&format!("path = {wanted}\n"))
        };
        entries.map(walkdir::DirEntry::into_path).find(holds)
    }
}

/// Front matter for Hugo, which knows a page by its address.
fn with_url(mut data: Value) -> String {
    let address = data["address"].as_str().unwrap_or_default();
    data["url"] = format!("/{address}/").into();
    format!("{data}\n")
}

/// A value as TOML on one line. TOML's strings are JSON's but for one control character.
fn toml(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for item in items {
                toml(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (i, (key, value)) in fields.iter().enumerate() {
                let _ = write!(out, "{}{key} = ", if i == 0 { "" } else { ", " });
                toml(value, out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_string().replace('\u{7f}', "\\u007f")),
    }
}

fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| Failure::at(path, &error))
}

fn put(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::at(path, &error))
}
