//! Which files of a commit come to the folder.
//!
//! Only regular files whose path is made of plain names, below the paths that were asked for, and of use to the source's
//! reader. Hidden files and folders never do: `.git` would make a repository of the folder. The licence at the top of the
//! repository always comes along.

use std::collections::BTreeMap;

use corpus::Wanted;

use super::trouble::Trouble;
use crate::config::Upstream;

/// The most files of one source, as for reading.
const MAX_FILES: usize = 100_000;
/// The longest path, and the deepest.
const MAX_PATH: usize = 240;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    /// Its path below the top of the repository.
    pub(super) path: String,
    /// Its object id.
    pub(super) id: String,
}

/// What was chosen, sorted by path, and what was not although it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) files: Vec<File>,
    pub(super) left_out: Vec<(String, &'static str)>,
}

/// Chooses from the list that `git ls-tree -r -z` prints.
pub(super) fn choose(listing: &[u8], upstream: &Upstream) -> Result<Chosen, Trouble> {
    let wanted = upstream
        .reader
        .as_ref()
        .and_then(Wanted::new)
        .map(|(wanted, _)| wanted);
    let mut seen = vec![false; upstream.paths.len()];
    let mut entries: Vec<(String, &str, &str)> = Vec::new();
    let mut chosen = Chosen::default();
    for entry in listing.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let Some((mode, id, path)) = parts(entry) else {
            continue;
        };
        let name = String::from_utf8_lossy(path).into_owned();
        let mut asked = false;
        for (at, folder) in upstream.paths.iter().enumerate() {
            let below = is_below(&name, folder);
            seen[at] |= below;
            asked |= below;
        }
        let of_use = asked && wanted.as_ref().is_none_or(|it| it.has(&name));
        let link = asked && matches!(mode, "120000" | "160000");
        if is_hidden(&name) || !(of_use || link || is_licence(&name)) {
            continue;
        }
        match refusal(mode, path) {
            Some(why) => chosen.left_out.push((name, why)),
            None => entries.push((name, id, mode)),
        }
    }
    if let Some(at) = seen.iter().position(|seen| !seen) {
        return Err(moved(&upstream.paths[at], listing));
    }
    entries.sort();
    settle_clashes(entries, &mut chosen);
    check_count(&chosen, upstream)?;
    Ok(chosen)
}

fn check_count(chosen: &Chosen, upstream: &Upstream) -> Result<(), Trouble> {
    if chosen.files.len() > MAX_FILES {
        let message = format!(
            "{} files are more than the {MAX_FILES} that are read of a source",
            chosen.files.len()
        );
        return Err(Trouble::new(
            message,
            "name fewer folders in `sync`, or narrow `include`",
        ));
    }
    if chosen.files.iter().all(|file| is_licence(&file.path)) {
        let vendor = upstream.reader.as_ref().map_or("attack", |reader| &reader.vendor);
        return Err(Trouble::new(
            format!(
                "no file below {} is of use to the {vendor} reader",
                upstream.paths.join(", ")
            ),
            "look at `sync`, `include` and `exclude` in the configuration",
        ));
    }
    Ok(())
}

/// Mode, id and path of `<mode> <kind> <id>\t<path>`.
fn parts(entry: &[u8]) -> Option<(&str, &str, &[u8])> {
    let tab = entry.iter().position(|byte| *byte == b'\t')?;
    let mut head = std::str::from_utf8(entry.get(..tab)?).ok()?.split(' ');
    let (mode, _, id) = (head.next()?, head.next()?, head.next()?);
    Some((mode, id, entry.get(tab + 1..)?))
}

fn is_below(path: &str, folder: &str) -> bool {
    folder == "."
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_hidden(path: &str) -> bool {
    path.split('/')
        .any(|name| name.starts_with('.') && !matches!(name, "." | ".."))
}

fn is_licence(path: &str) -> bool {
    let upper = path.to_ascii_uppercase();
    let named = ["LICENSE", "LICENCE", "COPYING", "NOTICE"]
        .iter()
        .any(|name| upper.starts_with(name));
    named && !path.contains('/')
}

/// Why an entry is never written.
fn refusal(mode: &str, path: &[u8]) -> Option<&'static str> {
    match mode {
        "100644" | "100755" | "100664" => {}
        "120000" => return Some("a symbolic link"),
        "160000" => return Some("a submodule"),
        _ => return Some("neither a file nor a folder"),
    }
    let Ok(path) = std::str::from_utf8(path) else {
        return Some("its name is not UTF-8");
    };
    if path.len() > MAX_PATH {
        return Some("its path is too long");
    }
    (!path.split('/').all(is_plain)).then_some("its name is not one that every system can write")
}

/// A name that is neither a way out nor, on any system, another spelling of a name that means something.
fn is_plain(name: &str) -> bool {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let short = name.len() > 2 && name.to_ascii_lowercase().starts_with("git~");
    !name.is_empty()
        && !name.starts_with('.')
        && !name.ends_with(['.', ' '])
        && !name.contains(['\\', ':'])
        && !name.chars().any(hidden)
        && !short
}

/// Of paths that are the same where case does not count, the first is taken, on every system.
fn settle_clashes(entries: Vec<(String, &str, &str)>, chosen: &mut Chosen) {
    let mut taken: BTreeMap<String, bool> = BTreeMap::new();
    for (path, id, _) in entries {
        let folded = path.to_lowercase();
        let folders: Vec<String> = folded
            .match_indices('/')
            .map(|(at, _)| folded[..at].to_owned())
            .collect();
        let on_a_file = folders.iter().any(|folder| taken.get(folder) == Some(&true));
        if on_a_file || taken.contains_key(&folded) {
            chosen
                .left_out
                .push((path, "another path differs from it in case only"));
            continue;
        }
        taken.extend(folders.into_iter().map(|folder| (folder, false)));
        taken.insert(folded, true);
        chosen.files.push(File {
            path,
            id: id.to_owned(),
        });
    }
}

fn moved(path: &str, listing: &[u8]) -> Trouble {
    let mut tops: Vec<String> = Vec::new();
    for entry in listing.split(|byte| *byte == 0) {
        let name = parts(entry).map(|(.., path)| String::from_utf8_lossy(path).into_owned());
        let top = name
            .as_deref()
            .and_then(|name| name.split_once('/'))
            .map(|(top, _)| top.to_owned());
        if let Some(top) = top.filter(|top| !is_hidden(top) && tops.last() != Some(top)) {
            tops.push(top);
        }
    }
    tops.truncate(20);
    Trouble::new(
        format!("the repository has no `{path}` any more"),
        format!(
            "change `sync` in the configuration; at its top are {}",
            tops.join(", ")
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::{Chosen, choose};
    use crate::config::{Address, Upstream};

    fn upstream(paths: &[&str]) -> Upstream {
        Upstream {
            name: "zoo".to_owned(),
            repository: Address::parse("https://e.org/zoo").expect("an address"),
            branch: None,
            commit: None,
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            folder: "zoo".into(),
            reader: None,
        }
    }

    fn listing(entries: &[(&str, &str)]) -> Vec<u8> {
        let line = |(mode, path): &(&str, &str)| format!("{mode} blob {}\t{path}\0", "a".repeat(40));
        entries.iter().map(line).collect::<String>().into_bytes()
    }

    fn chosen(entries: &[(&str, &str)]) -> Chosen {
        choose(&listing(entries), &upstream(&["rules"])).expect("a choice")
    }

    fn paths(chosen: &Chosen) -> Vec<&str> {
        chosen.files.iter().map(|file| file.path.as_str()).collect()
    }

    const FILE: &str = "100644";

    #[test]
    fn only_what_was_asked_for_and_the_licence() {
        let found = chosen(&[
            (FILE, "LICENSE.md"),
            (FILE, "rules-x/a"),
            (FILE, "rules/b"),
            ("100755", "rules/a"),
            (FILE, "docs/x"),
        ]);
        assert_eq!(paths(&found), ["LICENSE.md", "rules/a", "rules/b"]);
    }

    #[test]
    fn nothing_leads_out_or_becomes_a_repository() {
        let bad = [
            "rules/../../x",
            "rules//x",
            "rules/a\\b",
            "rules/c:x",
            "rules/GIT~1/config",
            "rules/a\u{200c}b",
            "rules/\u{200c}.git/config",
            "rules/x.",
            "rules/a\u{1b}[31m",
        ];
        let mut entries = vec![
            (FILE, "rules/good"),
            (FILE, "rules/.git/config"),
            ("120000", "rules/link"),
            ("160000", "rules/module"),
        ];
        entries.extend(bad.map(|path| (FILE, path)));
        let found = chosen(&entries);
        assert_eq!(paths(&found), ["rules/good"]);
        assert_eq!(found.left_out.len(), bad.len() + 2);
    }

    #[test]
    fn paths_that_differ_in_case_do_not_overwrite_each_other() {
        let found = chosen(&[
            (FILE, "rules/A.yml"),
            (FILE, "rules/a.yml"),
            (FILE, "rules/b"),
            (FILE, "rules/B/c"),
            (FILE, "rules/c/d"),
            (FILE, "rules/C"),
        ]);
        assert_eq!(paths(&found), ["rules/A.yml", "rules/B/c", "rules/C"]);
    }

    #[test]
    fn a_moved_folder_is_said_with_what_is_there() {
        let error = choose(
            &listing(&[(FILE, "detections/a"), (FILE, "docs/b")]),
            &upstream(&["rules"]),
        );
        let text = error.expect_err("a moved path").to_string();
        assert!(
            text.contains("no `rules` any more") && text.contains("detections, docs"),
            "{text}"
        );
    }
}
