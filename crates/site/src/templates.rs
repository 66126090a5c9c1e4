//! Templates and static files: ours, and a site owner's in their place.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use tera::{Context, Kwargs, State, Tera};

use crate::escape::escape;
use crate::{Rendered, Route};

macro_rules! shipped {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../../", $folder, "/", $name)) as &[u8])),*]
    };
}

/// Our templates, by name.
const TEMPLATES: &[(&str, &[u8])] = shipped!("templates":
    "base.html", "home.html", "techniques.html", "technique.html", "guide.html", "tactics.html", "tactic.html",
    "events.html", "provider.html", "event.html", "fields.html", "field.html", "vendors.html", "vendor.html",
    "rule.html", "search.html", "prose.html", "data.html", "moved.html", "404.html", "feed.xml", "opensearch.xml",
    "sitemap.xml", "parts/guide.html", "parts/lists.html", "parts/logic.html", "parts/rules.html",
);

/// Our static files, by name.
const STATIC: &[(&str, &[u8])] = shipped!("static":
    "css/site.css", "js/theme.js", "js/site.js", "js/population.js", "js/matrix.js", "js/search.js", "icon.svg",
);

/// Templates, ready to render, and static files.
pub struct Templates {
    tera: Tera,
    files: BTreeMap<String, Vec<u8>>,
}

/// A template or static file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The file, when one is to blame.
    pub path: Option<PathBuf>,
    /// Why.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}: {}", path.display(), self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for TemplateError {}

impl Templates {
    /// Loads our templates and static files, replaced and added to by those in a site's own folders where these
    /// exist.
    ///
    /// # Errors
    /// A file that cannot be read, or a template that does not compile.
    pub fn load(templates: &Path, statics: &Path) -> Result<Self, TemplateError> {
        let mut sources = shipped(TEMPLATES);
        sources.append(&mut folder(templates)?);
        let mut files = shipped(STATIC);
        files.append(&mut folder(statics)?);
        let mut tera = Tera::new();
        tera.autoescape_on([""]);
        tera.set_escape_fn(|text, out| escape(text, out));
        tera.register_filter("grouped", |number: u64, _: Kwargs, _: &State<'_>| grouped(number));
        let mut texts = Vec::with_capacity(sources.len());
        for (name, bytes) in sources {
            let text = String::from_utf8(bytes).map_err(|_| TemplateError {
                path: Some(templates.join(&name)),
                message: "not UTF-8".to_owned(),
            })?;
            texts.push((name, outdented(&text)));
        }
        let refs: Vec<(&str, &str)> = texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let broken = |error: tera::Error| TemplateError {
            path: None,
            message: chain(&error),
        };
        tera.add_raw_templates(refs).map_err(broken)?;
        Ok(Templates { tera, files })
    }

    /// Renders a template.
    pub(crate) fn render(&self, name: &str, context: &Context) -> Result<Vec<u8>, String> {
        let mut out = Vec::with_capacity(16 * 1024);
        self.tera
            .render_to(name, context, &mut out)
            .map_err(|error| chain(&error))?;
        Ok(out)
    }

    /// The static files, below `static/`.
    pub fn static_files(&self) -> impl Iterator<Item = Rendered> {
        let route = |name: &String| Route::file(&format!("static/{name}"));
        self.files.iter().filter_map(move |(name, bytes)| {
            Some(Rendered {
                route: route(name)?,
                bytes: bytes.clone(),
            })
        })
    }
}

/// A number with its thousands apart: `14,042`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn shipped(list: &[(&str, &[u8])]) -> BTreeMap<String, Vec<u8>> {
    list.iter()
        .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
        .collect()
}

/// Every regular file below a folder, by its path with forward slashes; nothing if the folder does not exist.
fn folder(root: &Path) -> Result<BTreeMap<String, Vec<u8>>, TemplateError> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        let failed = |path: &Path, error: std::io::Error| TemplateError {
            path: Some(path.to_owned()),
            message: error.to_string(),
        };
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && folder == root => return Ok(files),
            Err(error) => return Err(failed(&folder, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| failed(&folder, error))?;
            let (path, kind) = (
                entry.path(),
                entry.file_type().map_err(|error| failed(&folder, error))?,
            );
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() {
                let bytes = fs::read(&path).map_err(|error| failed(&path, error))?;
                let name = path.strip_prefix(root).unwrap_or(&path);
                let name: Vec<_> = name
                    .components()
                    .map(|part| part.as_os_str().to_string_lossy())
                    .collect();
                files.insert(name.join("/"), bytes);
            }
        }
    }
    Ok(files)
}

/// A template without indentation and empty lines: most of what a minifier would save, at no cost a page. What
/// stands between two tags on one line is kept, since white space between inline elements shows.
fn outdented(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// An error with its causes: the engine puts the place in the innermost one.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}
