//! A file is taken for the format it is in.

use std::fs;
use std::path::{Path, PathBuf};

use corpus::{Wanted, detect, vendors};

use crate::corpora::readings;
use crate::sources::source;

/// Rule files below a folder that the vendor's reader would open, by what they are taken for.
fn detected(folder: &Path, vendor: &str) -> (usize, Vec<String>) {
    let (wanted, _) = Wanted::new(&source(vendor, folder)).expect("a vendor");
    let (mut right, mut wrong) = (0, Vec::new());
    let mut open: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).expect("a folder").flatten() {
            let path = entry.path();
            let name = path
                .strip_prefix(folder)
                .expect("below")
                .to_string_lossy()
                .replace('\\', "/");
            if path.is_dir() {
                open.push(path);
            } else if wanted.has(&name) {
                match fs::read_to_string(&path)
                    .ok()
                    .and_then(|text| detect(&name, &text))
                {
                    Some(found) if found == vendor => right += 1,
                    Some(found) => wrong.push(format!("{name}: {found}")),
                    None => {}
                }
            }
        }
    }
    (right, wrong)
}

#[test]
fn starter_rules_are_taken_for_what_they_are() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    for vendor in vendors::vendor_ids() {
        let (right, wrong) = detected(&rules.join(vendor), vendor);
        assert!(
            right >= 15 && wrong.is_empty(),
            "{vendor}: {right} right, {wrong:?}"
        );
    }
}

#[test]
fn real_rules_are_taken_for_what_they_are() {
    for (vendor, reading) in readings().into_iter().flatten() {
        let (mut right, mut wrong) = (0, Vec::new());
        for rule in &reading.rules {
            match detect(&rule.path, &rule.text) {
                Some(found) if found == *vendor => right += 1,
                other => wrong.push((&rule.path, other)),
            }
        }
        assert!(
            right > 300 && wrong.len() * 50 <= right,
            "{vendor}: {right} right, {wrong:?}"
        );
    }
}

#[test]
fn other_files_are_nobodys() {
    for (path, text) in [
        ("docker-compose.yml", "services:\n  web:\n    image: x\n"),
        (".github/workflows/ci.yml", "on: push\njobs: {}\n"),
        ("Cargo.toml", "[package]\nname = \"x\"\n"),
        ("notes.md", "detection:\nlogsource:\n"),
        ("values.yaml", "  detection: x\n  logsource: y\n"),
        ("empty.yml", ""),
        ("odd.yml", ":\n: :\n"),
    ] {
        assert_eq!(detect(path, text), None, "{path}");
    }
}
