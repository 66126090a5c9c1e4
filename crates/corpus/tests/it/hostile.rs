//! Sources written by somebody who wishes us ill.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use corpus::Reading;
use rule::Level;

use crate::sources::source;

const RULE: &str = "title: Fine\nlogsource: {product: a}\ndetection: {s: {a: b}, condition: s}\n";

/// A folder that is removed when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("corpus-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
        self
    }

    fn read(&self, vendor: &str) -> Reading {
        corpus::read(&source(vendor, &self.0))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Reads one odd file beside a good one, and gives the message it is refused with.
fn refusal(name: &str, vendor: &str, file: &str, bytes: impl AsRef<[u8]>) -> String {
    let folder = Folder::new(name);
    let start = Instant::now();
    let reading = folder.file(file, bytes).read(vendor);
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{name} took {:?}",
        start.elapsed()
    );
    assert_eq!(
        (reading.tally.files, reading.tally.refused),
        (1, 1),
        "{name}: {:?}",
        reading.problems
    );
    let errors: Vec<&str> = reading
        .problems
        .iter()
        .filter(|problem| problem.level == Level::Error)
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(errors.len(), 1, "{name}: {errors:?}");
    errors[0].to_owned()
}

#[test]
fn one_bad_file_does_not_cost_the_others() {
    let folder = Folder::new("others");
    folder
        .file("a.yml", RULE)
        .file("b.yml", "a: [")
        .file("c/d.yml", RULE)
        .file("e.md", "no rule");
    let reading = folder.read("sigma");
    assert_eq!(
        (reading.tally.files, reading.tally.read, reading.tally.refused),
        (3, 2, 1)
    );
    let slugs: Vec<&str> = reading.rules.iter().map(|rule| rule.slug.as_str()).collect();
    assert_eq!(slugs, ["fine", "fine-c-d.yml"]);
}

#[test]
fn files_that_are_too_long_are_not_opened() {
    let long = vec![b'#'; 2 << 20];
    assert!(refusal("long", "sigma", "a.yml", &long).contains("2097152 bytes"));
    assert!(refusal("python", "panther", "a.py", &long[..300 << 10]).contains("307200 bytes"));
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    assert_eq!(
        refusal("latin", "sigma", "a.yml", b"title: caf\xE9"),
        "the file is not UTF-8, at byte 10"
    );
    assert_eq!(
        refusal("utf16", "elastic", "a.toml", b"\xFF\xFE[\0"),
        "the file is UTF-16, at byte 0"
    );
    assert_eq!(
        refusal("nul", "armory", "a.yml", b"id: \0"),
        "the file holds a NUL, at byte 4"
    );
}

#[test]
fn marks_and_carriage_returns_change_nothing() {
    let folder = Folder::new("mark");
    folder.file("a.yml", format!("\u{FEFF}{}", RULE.replace('\n', "\r\n")));
    let reading = folder.read("sigma");
    let query = reading.rules[0].query.as_ref().expect("a query");
    assert_eq!(
        query.span.text(&reading.rules[0].text),
        Some("detection: {s: {a: b}, condition: s}")
    );
}

#[test]
fn bombs_are_refused_in_time() {
    let laughs = "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n\
                  d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\n\
                  title: [*f,*f,*f,*f,*f,*f,*f,*f]\n";
    for vendor in ["sigma", "splunk", "armory", "sentinel", "panther"] {
        let file = if vendor == "splunk" {
            "detections/a.yml"
        } else {
            "a.yml"
        };
        let name = |bomb: &str| format!("{bomb}-{vendor}");
        refusal(&name("laughs"), vendor, file, laughs);
        refusal(&name("flow"), vendor, file, "{a: ".repeat(100_000));
        refusal(
            &name("brackets"),
            vendor,
            file,
            format!("title: {}", "[".repeat(200_000)),
        );
        refusal(&name("items"), vendor, file, "- ".repeat(100_000));
        refusal(&name("keys"), vendor, file, "? ".repeat(100_000));
    }
    refusal(
        "tables",
        "elastic",
        "a.toml",
        format!("a = {}", "[".repeat(400_000)),
    );
    refusal(
        "dots",
        "elastic",
        "a.toml",
        format!("{}a = 1", "a.".repeat(200_000)),
    );
}

/// Reads one file of a mebibyte, and gives what was read once it was in time.
fn in_time(name: &str, vendor: &str, file: &str, text: String) -> Reading {
    assert!(text.len() < 1 << 20);
    let folder = Folder::new(name);
    folder.file(file, text);
    let start = Instant::now();
    let reading = folder.read(vendor);
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{name} took {:?}",
        start.elapsed()
    );
    reading
}

#[test]
fn a_file_of_too_many_rules_is_refused() {
    let rules = "rule r { condition: $e }\n".repeat(40_000);
    let reading = in_time("rules", "secops", "a.yaral", rules);
    assert_eq!((reading.tally.refused, reading.tally.rules), (1, 0));
    let told = &reading.problems[0].message;
    assert_eq!(
        told,
        "the file holds 40000 rules, and 500 are the most that are read"
    );
    let documents = format!("---\n{RULE}").repeat(501);
    assert!(refusal("documents", "sigma", "a.yml", documents).contains("501 rules"));
}

#[test]
fn rules_of_one_file_share_its_text() {
    let filler = format!("{}\n", "/".repeat(1900));
    let rules = format!("rule r {{ condition: $e }}\n{filler}").repeat(500);
    let reading = in_time("shared", "secops", "a.yaral", rules);
    assert_eq!(reading.rules.len(), 500);
    let first = &reading.rules[0].text;
    assert!(
        reading
            .rules
            .iter()
            .all(|rule| std::sync::Arc::ptr_eq(&rule.text, first))
    );
    let places: Vec<u32> = reading.rules.iter().map(|rule| rule.line).collect();
    assert_eq!((places[0], places[499]), (1, 999));
    let slugs: std::collections::BTreeSet<&str> =
        reading.rules.iter().map(|rule| rule.slug.as_str()).collect();
    assert_eq!(slugs.len(), 500);
}

#[test]
fn of_many_problems_the_first_are_told_and_the_rest_counted() {
    let condition = "s or ".repeat(208_000);
    let rule = format!(
        "title: a\nlogsource: {{product: a}}\ndetection:\n  s: {{a: b}}\n  condition: {condition}s\n"
    );
    let reading = in_time("problems", "sigma", "a.yml", rule);
    assert_eq!((reading.tally.read, reading.problems.len()), (1, 101));
    let columns: Vec<u32> = reading.problems.iter().map(|problem| problem.column).collect();
    let rest = reading.problems.iter().find(|problem| problem.line == 0);
    let rest = rest.expect("a count of the rest");
    assert!(
        rest.message.ends_with(" more problems of this file are not told"),
        "{}",
        rest.message
    );
    assert_eq!(rest.level, Level::Error);
    assert!(columns.is_sorted() && columns[1] > 1, "{columns:?}");
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_told_and_never_opened() {
    use std::os::unix::fs::symlink;

    let folder = Folder::new("links");
    folder.file("a.yml", RULE);
    symlink("/etc/passwd", folder.0.join("b.yml")).expect("a link");
    symlink(&folder.0, folder.0.join("loop")).expect("a link");
    let pipe = std::process::Command::new("mkfifo")
        .arg(folder.0.join("c.yml"))
        .status();
    assert!(pipe.expect("mkfifo").success());
    let reading = folder.read("sigma");
    assert_eq!((reading.tally.files, reading.tally.rules), (1, 1));
    let told: Vec<&str> = reading
        .problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    assert_eq!(told, ["b.yml", "c.yml", "loop"]);
    assert!(
        reading
            .problems
            .iter()
            .all(|problem| problem.level == Level::Warning)
    );
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_told() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::new("names");
    fs::write(folder.0.join(OsStr::from_bytes(b"\xE9.yml")), RULE).expect("a file");
    let reading = folder.read("sigma");
    assert_eq!((reading.tally.files, reading.problems.len()), (0, 1));
}

#[test]
fn a_source_that_is_not_there_is_a_problem() {
    let reading = corpus::read(&source("sigma", "/nowhere/at/all"));
    assert_eq!(reading.problems.len(), 1);
    assert!(!reading.problems[0].message.contains("/nowhere"));
    let reading = corpus::read(&source("abacus", "."));
    assert_eq!(reading.problems[0].message, "no vendor is called `abacus`");
}

#[test]
fn globs_narrow_a_source_but_not_its_companions() {
    let folder = Folder::new("globs");
    folder
        .file("detections/a/x.yml", "name: a\nsearch: b\n")
        .file("detections/b/y.yml", "name: b\nsearch: b\n")
        .file("macros/m.yml", "name: m\ndefinition: n\n");
    let mut narrowed = source("splunk", &folder.0);
    narrowed.include = vec!["detections/**".to_owned()];
    narrowed.exclude = vec!["**/y.yml".to_owned()];
    let tally = corpus::read(&narrowed).tally;
    assert_eq!((tally.files, tally.read, tally.companions), (2, 1, 1));
    narrowed.include = vec!["[".to_owned()];
    assert!(
        corpus::read(&narrowed).problems[0]
            .message
            .starts_with("not a glob")
    );
}
