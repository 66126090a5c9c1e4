//! What is written in the file, and what it means.

use std::ops::Range;
use std::path::{Path, PathBuf};

use corpus::{Licence, Publish, Source, vendors};
use serde::Deserialize;
use toml::Spanned;

use super::error::nearest;
use super::{Config, ConfigError};
use crate::explanation;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    base_url: Option<Spanned<String>>,
    #[serde(default = "default_out")]
    out: PathBuf,
    #[serde(default = "default_content")]
    content: PathBuf,
    #[serde(default = "default_templates")]
    templates: PathBuf,
    #[serde(default = "default_static", rename = "static")]
    statics: PathBuf,
    #[serde(default)]
    attack: Vec<PathBuf>,
    #[serde(default)]
    source: Vec<Spanned<Entry>>,
    #[serde(default)]
    check: Check,
}

/// What `gen check` should know.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    #[serde(default)]
    own: Vec<Spanned<String>>,
    #[serde(default)]
    ignore: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    vendor: Spanned<String>,
    path: Spanned<PathBuf>,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    repository: Option<Spanned<String>>,
    #[serde(default)]
    repository_path: String,
    commit: Option<String>,
    licence: String,
    licence_url: Option<Spanned<String>>,
    #[serde(default)]
    publish: PublishWord,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PublishWord {
    #[default]
    Full,
    Logic,
}

fn default_out() -> PathBuf {
    "public".into()
}

fn default_content() -> PathBuf {
    "content".into()
}

fn default_templates() -> PathBuf {
    "templates".into()
}

fn default_static() -> PathBuf {
    "static".into()
}

/// Reads the text of a configuration file whose relative paths start at `folder`.
pub(super) fn parse(text: &str, path: &Path, folder: &Path) -> Result<Config, ConfigError> {
    let file: File = toml::from_str(text).map_err(|error| ConfigError::toml(path, text, &error))?;
    let reader = Reader { text, path, folder };
    reader.config(file)
}

struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
    folder: &'a Path,
}

impl Reader<'_> {
    fn config(&self, file: File) -> Result<Config, ConfigError> {
        let mut sources: Vec<Source> = Vec::new();
        for entry in file.source {
            let span = entry.span();
            let source = self.source(entry.into_inner())?;
            if sources.iter().any(|other| other.name == source.name) {
                let message = format!("a source named {:?} stands further up", source.name);
                return Err(self.wrong(span, message, "give every source a name of its own"));
            }
            sources.push(source);
        }
        let base_url = file.base_url.map(|url| self.base_url(&url)).transpose()?;
        let resolve = |path: PathBuf| self.folder.join(path);
        Ok(Config {
            title: file.title,
            base_url,
            out: resolve(file.out),
            content: resolve(file.content),
            templates: resolve(file.templates),
            statics: resolve(file.statics),
            attack: file.attack.into_iter().map(resolve).collect(),
            own: self.own(&file.check.own, &sources)?,
            ignored: self.ignored(&file.check.ignore)?,
            sources,
        })
    }

    fn own(&self, names: &[Spanned<String>], sources: &[Source]) -> Result<Vec<String>, ConfigError> {
        let known: Vec<&str> = sources.iter().map(|it| it.name.as_str()).collect();
        self.listed(names, &known, "no source is named")
    }

    fn ignored(&self, codes: &[Spanned<String>]) -> Result<Vec<String>, ConfigError> {
        self.listed(
            codes,
            &explanation::codes(),
            "nothing that gen check finds is called",
        )
    }

    /// Words that must all be known.
    fn listed(
        &self,
        words: &[Spanned<String>],
        known: &[&str],
        otherwise: &str,
    ) -> Result<Vec<String>, ConfigError> {
        if let Some(unknown) = words
            .iter()
            .find(|word| !known.contains(&word.get_ref().as_str()))
        {
            let message = format!("{otherwise} {:?}", unknown.get_ref());
            let help = match nearest(unknown.get_ref(), known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known: {}", known.join(", ")),
            };
            return Err(self.wrong(unknown.span(), message, help));
        }
        Ok(words.iter().map(|word| word.get_ref().clone()).collect())
    }

    fn base_url(&self, url: &Spanned<String>) -> Result<String, ConfigError> {
        let text = self.web(url)?;
        Ok(if text.ends_with('/') { text } else { text + "/" })
    }

    fn web(&self, url: &Spanned<String>) -> Result<String, ConfigError> {
        let text = url.get_ref();
        if text.starts_with("https://") || text.starts_with("http://") {
            return Ok(text.clone());
        }
        Err(self.wrong(url.span(), "not a web address", "start it with https://"))
    }

    fn source(&self, entry: Entry) -> Result<Source, ConfigError> {
        let name = entry.name.get_ref();
        if name.is_empty() {
            return Err(self.wrong(
                entry.name.span(),
                "a source needs a name",
                "use a short word like \"sigma\"",
            ));
        }
        let vendor = entry.vendor.get_ref();
        if vendors::find(vendor).is_none() {
            let known = vendors::vendor_ids().join(", ");
            let message = format!("no vendor format is called {vendor:?}");
            return Err(self.wrong(entry.vendor.span(), message, format!("known formats: {known}")));
        }
        let web = |url: &Option<Spanned<String>>| url.as_ref().map(|url| self.web(url)).transpose();
        Ok(Source {
            name: name.clone(),
            vendor: vendor.clone(),
            root: self.folder.join(entry.path.get_ref()),
            include: entry.include,
            exclude: entry.exclude,
            repository: web(&entry.repository)?,
            repository_path: entry.repository_path,
            commit: entry.commit,
            licence: Licence {
                spdx: entry.licence,
                url: web(&entry.licence_url)?,
            },
            publish: match entry.publish {
                PublishWord::Full => Publish::Full,
                PublishWord::Logic => Publish::Logic,
            },
        })
    }

    fn wrong(&self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> ConfigError {
        ConfigError {
            path: self.path.to_owned(),
            text: self.text.to_owned(),
            span: Some(span),
            message: message.into(),
            help: Some(help.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::parse;

    fn error(text: &str) -> String {
        let error = parse(text, Path::new("site.toml"), Path::new(".")).expect_err("a mistake");
        format!("{error} / {}", error.help.as_deref().unwrap_or_default())
    }

    const SOURCE: &str =
        "[[source]]\nname = \"a\"\nvendor = \"sigma\"\npath = \"rules\"\nlicence = \"Apache-2.0\"\n";

    #[test]
    fn a_full_file_reads() {
        let text = format!("title = \"T\"\nbase_url = \"https://e.org/x\"\n{SOURCE}publish = \"logic\"\n");
        let config = parse(&text, Path::new("site.toml"), Path::new("dir")).expect("a good file");
        assert_eq!(config.base_url.as_deref(), Some("https://e.org/x/"));
        assert_eq!(config.out, Path::new("dir/public"));
        assert_eq!(config.sources[0].root, Path::new("dir/rules"));
        assert_eq!(config.sources[0].publish, corpus::Publish::Logic);
    }

    #[test]
    fn mistakes_name_the_place_and_the_way_out() {
        let cases = [
            (
                "titel = \"T\"\n",
                "site.toml:1:1: unknown field `titel`",
                "did you mean `title`?",
            ),
            ("base_url = \"https://e.org\"\n", "missing field `title`", ""),
            (
                "title = \"T\"\nbase_url = \"e.org\"\n",
                "site.toml:2:12: not a web address",
                "https://",
            ),
        ];
        for (text, message, help) in cases {
            let error = error(text);
            assert!(error.contains(message) && error.contains(help), "{error}");
        }
        let twice = format!("title = \"T\"\n{SOURCE}{SOURCE}");
        assert!(error(&twice).contains("stands further up"));
        let vendor = format!("title = \"T\"\n{}", SOURCE.replace("\"sigma\"", "\"sgima\""));
        assert!(
            error(&vendor).contains("site.toml:4:10: no vendor format is called"),
            "{}",
            error(&vendor)
        );
    }
}
