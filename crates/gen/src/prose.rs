//! The Markdown files of `content/`, with their front matter.

use std::fs;
use std::path::{Path, PathBuf};

use corpus::{Problem, ProblemCode};
use rule::Level;
use serde::Deserialize;
use site::Prose;

/// `+++` … `+++` at the top of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    #[serde(default)]
    description: String,
}

/// Reads `*.md` of the folder and of `techniques/` below it, sorted by path. A file that cannot be read is a
/// problem and left out.
pub(crate) fn read(folder: &Path, problems: &mut Vec<Problem>) -> Vec<Prose> {
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    for (prefix, folder) in [
        ("", folder.to_owned()),
        ("techniques/", folder.join("techniques")),
    ] {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        for path in entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|it| it == "md"))
        {
            let stem = path
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default();
            found.push((format!("{prefix}{stem}"), path));
        }
    }
    found.sort();
    let mut prose = Vec::new();
    for (path, file) in found {
        match fs::read_to_string(&file)
            .map_err(|error| error.to_string())
            .and_then(|text| split(&path, &text))
        {
            Ok(page) => prose.push(page),
            Err(message) => problems.push(problem(&path, message)),
        }
    }
    prose
}

fn split(path: &str, text: &str) -> Result<Prose, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (front, markdown) = match text.strip_prefix("+++").and_then(|rest| rest.split_once("\n+++")) {
        Some(parts) => parts,
        None => return Err("the front matter between two lines of +++ is missing".to_owned()),
    };
    let front: FrontMatter = toml::from_str(front).map_err(|error| error.message().to_owned())?;
    Ok(Prose {
        path: path.to_owned(),
        title: front.title,
        description: front.description,
        markdown: markdown.trim_start().to_owned(),
    })
}

fn problem(path: &str, message: String) -> Problem {
    Problem {
        source: "content".to_owned(),
        path: format!("{path}.md"),
        line: 0,
        column: 0,
        code: ProblemCode::Prose,
        level: Level::Error,
        message,
        help: Some("start the file with +++, title = \"…\", +++".to_owned()),
        excerpt: None,
    }
}
