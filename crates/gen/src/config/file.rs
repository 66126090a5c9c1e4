//! What is written in the file, and what it means.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::error::nearest;
use super::source::Entry;
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
    build: Build,
    #[serde(default)]
    data: Data,
    #[serde(default)]
    source: Vec<Spanned<Entry>>,
    #[serde(default)]
    check: Check,
}

/// How `gen build` builds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Build {
    minify: Option<Spanned<bool>>,
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

/// What the data folder holds beside what it always does.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    sqlite: Option<Spanned<bool>>,
}

/// What is said, and advised, where something was not compiled in.
const NO_SQLITE: (&str, &str) = (
    "this gen was built without SQLite",
    "build it with the default features",
);
pub(crate) const NO_MINIFY: (&str, &str) = (
    "this gen was built without the minifier",
    "take a released gen, or build it with `cargo build --release --features minify`",
);

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

/// Knows the text, to show where a mistake is.
pub(super) struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
    pub(super) folder: &'a Path,
}

impl Reader<'_> {
    fn config(&self, file: File) -> Result<Config, ConfigError> {
        let base_url = file.base_url.map(|url| self.base_url(&url)).transpose()?;
        let resolve = |path: PathBuf| self.folder.join(path);
        let mut config = Config {
            title: file.title,
            base_url,
            out: resolve(file.out),
            content: resolve(file.content),
            templates: resolve(file.templates),
            statics: resolve(file.statics),
            attack: file.attack.into_iter().map(resolve).collect(),
            minify: self.wanted(file.build.minify, site::CAN_MINIFY, NO_MINIFY)?,
            sqlite: self.wanted(file.data.sqlite, cfg!(feature = "sqlite"), NO_SQLITE)?,
            ..Config::default()
        };
        let mut names = BTreeSet::new();
        for entry in file.source {
            let span = entry.span();
            let given = entry.into_inner().read(self)?;
            if !names.insert(given.name.clone()) {
                let message = format!("a source named {:?} stands further up", given.name);
                return Err(self.wrong(span, message, "give every source a name of its own"));
            }
            if given.private {
                config.private.insert(given.name.clone());
            }
            if given.sample {
                config.samples.insert(given.name);
            }
            config.sources.extend(given.source);
            config.upstreams.extend(given.upstream);
            config.attack.extend(given.bundles);
        }
        config.own = self.own(&file.check.own, &config.sources)?;
        config.ignored = self.ignored(&file.check.ignore)?;
        keep_apart(&mut config);
        Ok(config)
    }

    fn own(&self, names: &[Spanned<String>], sources: &[corpus::Source]) -> Result<Vec<String>, ConfigError> {
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

    /// Whether something is wanted, which this program may have been built without.
    fn wanted(
        &self,
        wanted: Option<Spanned<bool>>,
        is_there: bool,
        (message, help): (&str, &str),
    ) -> Result<bool, ConfigError> {
        match wanted {
            Some(wanted) if *wanted.get_ref() && !is_there => Err(self.wrong(wanted.span(), message, help)),
            wanted => Ok(wanted.is_some_and(Spanned::into_inner)),
        }
    }

    fn base_url(&self, url: &Spanned<String>) -> Result<String, ConfigError> {
        let text = self.web(url)?;
        Ok(if text.ends_with('/') { text } else { text + "/" })
    }

    pub(super) fn web(&self, url: &Spanned<String>) -> Result<String, ConfigError> {
        let text = url.get_ref();
        if text.starts_with("https://") || text.starts_with("http://") {
            return Ok(text.clone());
        }
        Err(self.wrong(url.span(), "not a web address", "start it with https://"))
    }

    pub(super) fn wrong(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> ConfigError {
        ConfigError {
            path: self.path.to_owned(),
            text: self.text.to_owned(),
            span: Some(span),
            message: message.into(),
            help: Some(help.into()),
        }
    }
}

/// What is synced is no part of a source whose folder it lies in.
fn keep_apart(config: &mut Config) {
    for source in &mut config.sources {
        let inside = config
            .upstreams
            .iter()
            .filter_map(|it| it.folder.strip_prefix(&source.root).ok());
        let inside = inside.filter(|path| !path.as_os_str().is_empty());
        source
            .exclude
            .extend(inside.map(|path| format!("{}/**", path.display())));
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
    #[test]
    fn a_synced_source_has_a_checked_address_and_a_folder_of_its_own() {
        let good = "title = \"T\"\n[[source]]\nname = \"a\"\nvendor = \"sigma\"\nlicence = \"MIT\"\n\
            repository = \"https://e.org/a.git\"\nsync = [\"rules/\", \"more\"]\n";
        let config = parse(good, Path::new("site.toml"), Path::new("dir")).expect("a good file");
        assert_eq!(config.upstreams[0].paths, ["more", "rules"]);
        assert_eq!(config.sources[0].root, Path::new("dir/rules/upstream/a"));
        assert_eq!(config.sources[0].repository.as_deref(), Some("https://e.org/a"));
        let cases = [
            (
                "https://e.org/a.git",
                "-uhttps://e.org/a",
                "site.toml:6:14: not the address of a repository",
            ),
            (
                "https://e.org/a.git",
                "ext::sh -c x",
                "site.toml:6:14: not the address",
            ),
            (
                "https://e.org/a.git",
                "https://me:pw@e.org/a",
                "would be published",
            ),
            ("name = \"a\"", "name = \"../a\"", "needs a plainer name"),
            ("rules/", "../rules", "site.toml:7:9: not a path of a repository"),
            ("sync =", "branch = \"-x\"\nsync =", "not the name of a branch"),
            ("sync =", "commit = \"8eaafff\"\nsync =", "needs the full commit"),
            (
                "repository = \"https://e.org/a.git\"\n",
                "",
                "needs a `repository`",
            ),
            ("sync = [\"rules/\", \"more\"]\n", "", "a source needs a `path`"),
        ];
        for (from, to, message) in cases {
            let error = error(&good.replace(from, to));
            assert!(error.contains(message), "{error}");
        }
    }
}
