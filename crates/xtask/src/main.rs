//! `cargo xtask <chore>`.

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask tidy | facts FACTS_DIR";

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let findings = match arguments.as_slice() {
        ["tidy"] => xtask::tidy::findings(&root),
        ["facts", folder] => xtask::facts::findings(Path::new(folder), &root.join("content/data")),
        _ => vec![USAGE.to_owned()],
    };
    #[allow(clippy::print_stderr, reason = "a chore speaks to whoever runs it")]
    for finding in &findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
