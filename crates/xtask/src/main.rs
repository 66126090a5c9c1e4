//! Chores of the project: `cargo xtask facts FACTS_DIR`.

mod facts;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["facts", folder] => facts::run(Path::new(folder), Path::new("content/data")),
        _ => Err("usage: cargo xtask facts FACTS_DIR".into()),
    }
}
