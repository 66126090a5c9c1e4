//! One source a format: the folder its rules have in common, and globs where formats are mixed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use corpus::{Licence, Publish, Source, Survey, Wanted, vendors};

/// A source to propose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// The vendor's id.
    pub(super) vendor: &'static str,
    /// The folder; `.` for all of it.
    pub(super) path: String,
    /// Globs where the vendor's own would miss a rule.
    pub(super) include: Vec<String>,
    /// Globs of files that are not in its format.
    pub(super) exclude: Vec<String>,
    /// How many files are in its format.
    pub(super) rules: usize,
}

/// Proposes sources in page order.
pub(super) fn find(survey: &Survey) -> Vec<Layout> {
    let ids = vendors::vendor_ids().into_iter();
    ids.filter_map(|vendor| {
        let own = survey.files.iter().filter(|(_, found)| *found == Some(vendor));
        let own: Vec<&str> = own.map(|(path, _)| path.as_str()).collect();
        (!own.is_empty()).then(|| layout(vendor, &own, survey))
    })
    .collect()
}

fn layout(vendor: &'static str, own: &[&str], survey: &Survey) -> Layout {
    let common = common_folder(own);
    let fits = |folder: &&str| {
        let wanted = wanted(vendor, &[]);
        own.iter().all(|path| wanted.has(below(path, folder)))
    };
    // A vendor's globs may start above the folder that its rules have in common, like Splunk's `detections/`.
    let fitting = ancestors(common).into_iter().find(fits);
    let folder = fitting.unwrap_or(common);
    let include = if fitting.is_some() {
        Vec::new()
    } else {
        endings(own)
    };
    let wanted = wanted(vendor, &include);
    let is_rule = |path: &str| wanted.has(path) && !wanted.is_companion(path);
    let is_taken = |path: &&str| is_in(path, folder) && is_rule(below(path, folder));
    let others = survey.files.iter().filter(|(_, found)| *found != Some(vendor));
    let others: Vec<&str> = others.map(|(path, _)| path.as_str()).filter(is_taken).collect();
    let mut exclude = exclude(folder, own, &others);
    if folder.is_empty() {
        // The site itself is written into this folder.
        exclude.push("public/**".to_owned());
    }
    Layout {
        vendor,
        path: if folder.is_empty() {
            ".".to_owned()
        } else {
            folder.to_owned()
        },
        include,
        exclude,
        rules: own.len(),
    }
}

fn wanted(vendor: &str, include: &[String]) -> Wanted {
    let source = Source {
        name: String::new(),
        vendor: vendor.to_owned(),
        root: PathBuf::new(),
        include: include.to_vec(),
        exclude: Vec::new(),
        repository: None,
        repository_path: String::new(),
        commit: None,
        licence: Licence {
            spdx: String::new(),
            url: None,
        },
        publish: Publish::Full,
    };
    Wanted::new(&source).map(|(wanted, _)| wanted).unwrap_or_default()
}

/// The folder that all paths are in; empty for the top.
fn common_folder<'a>(paths: &[&'a str]) -> &'a str {
    let mut common = paths.first().map_or("", |path| folder_of(path));
    while !paths.iter().all(|path| is_in(path, common)) {
        common = folder_of(common);
    }
    common
}

/// A folder and those it is in, up to the top.
fn ancestors(folder: &str) -> Vec<&str> {
    let above = std::iter::successors(Some(folder), |it| (!it.is_empty()).then(|| folder_of(it)));
    above.collect()
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_in(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}

fn below<'a>(path: &'a str, folder: &str) -> &'a str {
    path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/')
}

fn endings(own: &[&str]) -> Vec<String> {
    let endings: BTreeSet<&str> = own
        .iter()
        .filter_map(|path| path.rsplit_once('.'))
        .map(|(_, it)| it)
        .collect();
    endings
        .into_iter()
        .map(|ending| format!("**/*.{ending}"))
        .collect()
}

/// Globs of the other files: the largest folders with none of ours in them, single files elsewhere.
fn exclude(folder: &str, own: &[&str], others: &[&str]) -> Vec<String> {
    let ours: BTreeSet<&str> = own.iter().flat_map(|path| ancestors(folder_of(path))).collect();
    let mut globs: BTreeMap<String, ()> = BTreeMap::new();
    for other in others {
        let foreign = ancestors(folder_of(other))
            .into_iter()
            .take_while(|it| !ours.contains(it))
            .last();
        let glob = match foreign {
            Some(foreign) => format!("{}/**", plain(below(foreign, folder))),
            None => plain(below(other, folder)),
        };
        globs.insert(glob, ());
    }
    globs.into_keys().collect()
}

/// A path as a glob that matches nothing else.
fn plain(path: &str) -> String {
    let mut glob = String::with_capacity(path.len());
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}') {
            glob.push('[');
            glob.push(c);
            glob.push(']');
        } else {
            glob.push(c);
        }
    }
    glob
}

#[cfg(test)]
mod tests {
    use corpus::Survey;

    use super::find;

    fn shown(files: &[(&str, Option<&'static str>)]) -> Vec<String> {
        let files = files
            .iter()
            .map(|(path, vendor)| ((*path).to_owned(), *vendor))
            .collect();
        let layouts = find(&Survey { files });
        let line =
            |it: &super::Layout| format!("{} {} +{:?} -{:?}", it.vendor, it.path, it.include, it.exclude);
        layouts.iter().map(line).collect()
    }

    const SIGMA: Option<&str> = Some("sigma");
    const SPLUNK: Option<&str> = Some("splunk");

    #[test]
    fn a_format_with_a_folder_of_its_own_needs_no_globs() {
        let files = [
            ("ci.yml", None),
            ("rules/a/x.yml", SIGMA),
            ("rules/b/y.yml", SIGMA),
        ];
        assert_eq!(shown(&files), ["sigma rules +[] -[]"]);
    }

    #[test]
    fn a_layout_that_the_vendor_knows_is_recognised() {
        let files = [
            ("content/detections/endpoint/x.yml", SPLUNK),
            ("content/macros/m.yml", None),
        ];
        assert_eq!(shown(&files), ["splunk content +[] -[]"]);
        assert_eq!(
            shown(&[("spl/x.yml", SPLUNK)]),
            ["splunk spl +[\"**/*.yml\"] -[]"]
        );
    }

    #[test]
    fn mixed_folders_are_parted_by_globs() {
        let files = [
            ("a.yml", SIGMA),
            ("docker-compose.yml", None),
            ("splunk/detections/x.yml", SPLUNK),
            ("win/b.yml", SIGMA),
            ("win/[c].yml", SPLUNK),
        ];
        assert_eq!(
            shown(&files),
            [
                "sigma . +[] -[\"docker-compose.yml\", \"splunk/**\", \"win/[[]c[]].yml\", \"public/**\"]",
                "splunk . +[\"**/*.yml\"] -[\"a.yml\", \"docker-compose.yml\", \"win/b.yml\", \"public/**\"]"
            ]
        );
    }
}
