//! The output folder is always whole, and holds what is not ours untouched.

use std::fs;
use std::path::Path;

use site::output::{Draft, Lock, Outcome, OutputError};
use site::{Rendered, Route};
use tempfile::TempDir;

fn file(path: &str, text: &str) -> Rendered {
    Rendered {
        route: Route::file(path).expect("a fit path"),
        bytes: text.as_bytes().to_vec(),
    }
}

fn write(out: &Path, files: &[Rendered]) -> Result<Outcome, OutputError> {
    put(Draft::open(out, false)?, files)
}

fn write_atomic(out: &Path, files: &[Rendered]) -> Result<Outcome, OutputError> {
    put(Draft::open(out, true)?, files)
}

fn put(draft: Draft, files: &[Rendered]) -> Result<Outcome, OutputError> {
    files.iter().for_each(|file| draft.put(file.clone()));
    draft.finish()
}

fn read(out: &Path, path: &str) -> String {
    fs::read_to_string(out.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn outcome(written: usize, unchanged: usize, removed: usize) -> Outcome {
    Outcome {
        written,
        unchanged,
        removed,
    }
}

#[test]
fn only_what_differs_is_written() {
    let out = TempDir::new().expect("a folder");
    let first = [file("a.html", "one"), file("b/index.html", "two")];
    assert_eq!(write(out.path(), &first), Ok(outcome(2, 0, 0)));
    assert_eq!(write(out.path(), &first), Ok(outcome(0, 2, 0)));
    let second = [file("a.html", "uno"), file("c/index.html", "three")];
    assert_eq!(write(out.path(), &second), Ok(outcome(2, 0, 1)));
    assert_eq!(
        (read(out.path(), "a.html"), out.path().join("b").exists()),
        ("uno".to_owned(), false)
    );
}

#[test]
fn a_file_changed_by_another_hand_is_mended() {
    let out = TempDir::new().expect("a folder");
    let files = [file("a.html", "one")];
    write(out.path(), &files).expect("a first build");
    fs::write(out.path().join("a.html"), "ONE").expect("an edit");
    assert_eq!(write(out.path(), &files), Ok(outcome(1, 0, 0)));
    assert_eq!(read(out.path(), "a.html"), "one");
}

#[test]
fn a_killed_build_is_noticed_and_healed() {
    let out = TempDir::new().expect("a folder");
    let files = [file("a.html", "one"), file("b.html", "two")];
    write(out.path(), &files).expect("a first build");
    // As a build leaves it that was killed while it wrote a page and a new one.
    let stamp = fs::metadata(out.path().join("a.html"))
        .and_then(|it| it.modified())
        .expect("a time");
    fs::write(out.path().join(".gen-in-progress"), "a.html\nnew.html").expect("a mark");
    fs::write(out.path().join("a.html"), "on\0").expect("half a page");
    fs::File::options()
        .write(true)
        .open(out.path().join("a.html"))
        .and_then(|it| it.set_modified(stamp))
        .expect("an old time");
    fs::write(out.path().join("new.html"), "ne").expect("half a page");
    assert_eq!(write(out.path(), &files), Ok(outcome(1, 1, 1)));
    assert_eq!(read(out.path(), "a.html"), "one");
    assert!(!out.path().join("new.html").exists() && !out.path().join(".gen-in-progress").exists());
}

#[test]
fn foreign_files_stay_and_foreign_folders_are_refused() {
    let out = TempDir::new().expect("a folder");
    write(out.path(), &[file("a.html", "one")]).expect("a first build");
    fs::write(out.path().join("CNAME"), "example.org").expect("a foreign file");
    write(out.path(), &[file("b.html", "two")]).expect("a second build");
    assert_eq!(read(out.path(), "CNAME"), "example.org");
    write_atomic(out.path(), &[file("c.html", "three")]).expect("a third build");
    assert_eq!(read(out.path(), "CNAME"), "example.org");

    let foreign = TempDir::new().expect("a folder");
    fs::write(foreign.path().join("thesis.txt"), "years of work").expect("a foreign file");
    let error = write(foreign.path(), &[file("a.html", "one")]).expect_err("not our folder");
    assert!(error.message.contains("not made by gen"), "{error}");
    assert!(!foreign.path().join("a.html").exists());
}

#[test]
fn an_atomic_build_leaves_nothing_behind() {
    let parent = TempDir::new().expect("a folder");
    let out = parent.path().join("site");
    write_atomic(&out, &[file("a.html", "one"), file("b.html", "two")]).expect("a first build");
    assert_eq!(write_atomic(&out, &[file("a.html", "uno")]), Ok(outcome(1, 0, 1)));
    assert_eq!(
        (read(&out, "a.html"), out.join("b.html").exists()),
        ("uno".to_owned(), false)
    );
    let mut left: Vec<_> = fs::read_dir(parent.path())
        .expect("a folder")
        .flatten()
        .map(|it| it.file_name())
        .collect();
    left.sort();
    assert_eq!(left, [".site.gen-lock", "site"]);
}

#[test]
fn a_link_in_the_output_is_replaced_not_followed() {
    let out = TempDir::new().expect("a folder");
    let outside = TempDir::new().expect("a folder");
    fs::write(outside.path().join("x"), "precious").expect("a file");
    write(out.path(), &[file("a.html", "one")]).expect("a first build");
    fs::remove_file(out.path().join("a.html")).expect("ours");
    std::os::unix::fs::symlink(outside.path().join("x"), out.path().join("a.html")).expect("a link");
    write(out.path(), &[file("a.html", "one")]).expect("a second build");
    assert_eq!(read(outside.path(), "x"), "precious");
    assert_eq!(read(out.path(), "a.html"), "one");
}

#[test]
fn nothing_changes_before_all_files_are_there() {
    let out = TempDir::new().expect("a folder");
    write(out.path(), &[file("a.html", "one")]).expect("a first build");
    let draft = Draft::open(out.path(), false).expect("a draft");
    draft.put(file("a.html", "uno"));
    draft.put(file("b.html", &"two".repeat(20 << 20)));
    drop(draft);
    assert_eq!(read(out.path(), "a.html"), "one");
    assert!(!out.path().join("b.html").exists());
}

#[test]
fn two_builds_do_not_write_at_once() {
    let parent = TempDir::new().expect("a folder");
    let out = parent.path().join("site");
    let held = Lock::take(&out).expect("the first lock");
    let error = Lock::take(&out).expect_err("held");
    assert!(error.message.contains(&std::process::id().to_string()), "{error}");
    drop(held);
    assert!(Lock::take(&out).is_ok());
}
