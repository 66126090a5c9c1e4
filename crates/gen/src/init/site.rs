//! The files of a new site.

use std::fmt::Write;
use std::path::Path;

use super::layout::Layout;
use super::write::New;

static HEAD: &str = include_str!("starter/head.toml");
static FOOT: &str = include_str!("starter/foot.toml");
static ABOUT: &str = include_str!("starter/about.md");
static RULE: &str = include_str!("starter/example.yml");
static WORKFLOW: &str = include_str!("starter/site.yml");
/// Our own site, whose public sources a new one can have as well.
static PUBLIC: &str = include_str!("../../../../site.toml");
/// The line of [`PUBLIC`] that its public sources come after.
const PUBLIC_BEGIN: &str = "# Which licence lets";
/// The project's address, for the workflow that uses its action.
const PROJECT: &str = env!("CARGO_PKG_REPOSITORY");

/// Everything a site starts with.
pub(super) fn files(folder: &Path, layouts: &[Layout], origin: Option<&str>) -> Vec<New> {
    let file = |path, text: &str| New {
        path,
        text: text.to_owned(),
        advice: None,
    };
    let mut files = vec![
        file("site.toml", &configuration(folder, layouts, origin)),
        file("content/about.md", ABOUT),
        file(".github/workflows/site.yml", &workflow()),
        New {
            advice: Some("/public and /rules/upstream"),
            ..file(".gitignore", "/public\n/rules/upstream\n/.*.gen-*\n")
        },
    ];
    if layouts.is_empty() {
        files.push(file("rules/example.yml", RULE));
    }
    files
}

fn workflow() -> String {
    let slug = PROJECT.trim_start_matches("https://github.com/");
    WORKFLOW
        .replace("PROJECT", slug)
        .replace("VERSION", env!("CARGO_PKG_VERSION"))
}

fn configuration(folder: &Path, layouts: &[Layout], origin: Option<&str>) -> String {
    let absolute = std::path::absolute(folder).unwrap_or_default();
    let name = absolute.file_name().unwrap_or_default().to_string_lossy();
    let mut text = HEAD.replace("TITLE", &toml_string(&format!("Detections of {name}")));
    let example = Layout {
        vendor: "sigma",
        path: "rules".to_owned(),
        include: Vec::new(),
        exclude: Vec::new(),
        rules: 1,
    };
    let layouts = if layouts.is_empty() {
        std::slice::from_ref(&example)
    } else {
        layouts
    };
    for layout in layouts {
        text += &source(layout, origin);
    }
    if origin.is_some() {
        let names = layouts
            .iter()
            .map(|it| format!("\"own-{}\"", it.vendor))
            .collect::<Vec<_>>();
        let _ = write!(
            text,
            "\n# `gen check --own` looks at these.\n[check]\nown = [{}]\n",
            names.join(", ")
        );
    }
    text + FOOT + &public()
}

fn source(layout: &Layout, origin: Option<&str>) -> String {
    let vendor = layout.vendor;
    let mut text = format!(
        "\n[[source]]\nname = \"own-{vendor}\"\nvendor = \"{vendor}\"\npath = {}\n",
        toml_string(&layout.path)
    );
    let list = |globs: &[String]| {
        let globs: Vec<String> = globs.iter().map(|glob| toml_string(glob)).collect();
        format!("[{}]", globs.join(", "))
    };
    let mut line = |key: &str, value: String| {
        let _ = writeln!(text, "{key} = {value}");
    };
    if !layout.include.is_empty() {
        line("include", list(&layout.include));
    }
    if !layout.exclude.is_empty() {
        line("exclude", list(&layout.exclude));
    }
    if let Some(origin) = origin {
        line("repository", toml_string(origin));
        if layout.path != "." {
            line("repository_path", toml_string(&layout.path));
        }
    }
    line("licence", "\"LicenseRef-own\"".to_owned());
    text
}

/// The public sources, switched off.
fn public() -> String {
    let sources = PUBLIC.split_once(PUBLIC_BEGIN).map_or("", |(_, rest)| rest);
    let lines = sources.lines().skip(1);
    lines
        .map(|line| {
            if line.is_empty() {
                "#\n".to_owned()
            } else {
                format!("# {line}\n")
            }
        })
        .collect()
}

fn toml_string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
