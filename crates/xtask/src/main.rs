//! `cargo xtask <chore>`.

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask tidy | facts FACTS_DIR | bench [OPTION ...]";

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let findings = match arguments.as_slice() {
        ["tidy"] => xtask::tidy::findings(&root),
        ["facts", folder] => xtask::facts::findings(Path::new(folder), &root.join("content/data")),
        ["bench", options @ ..] => xtask::bench::findings(&root, options),
        ["floor", like, out, inputs @ ..] => xtask::bench::floor(Path::new(like), Path::new(out), inputs),
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
