//! `gen build --eject`: a template or static file of ours, copied to where a site's own ones are.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use anstream::{eprintln, println};

use crate::Exit;
use crate::config::Config;
use crate::report;

/// Copies the named files; names all there are if one is unknown, or empty.
#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "printing is what this does"
)]
pub(crate) fn run(config: &Config, names: &[String]) -> Result<(), Exit> {
    let known = || site::Templates::shipped();
    let list = |kind: &str, is_kind: bool| {
        let names: Vec<&str> = known()
            .filter(|it| it.is_template == is_kind)
            .map(|it| it.name)
            .collect();
        format!("{kind}: {}", names.join(", "))
    };
    let all = format!("{}\n{}", list("templates", true), list("static files", false));
    if names.iter().any(String::is_empty) {
        println!("{all}");
        return Ok(());
    }
    for name in names {
        let Some(file) = known().find(|it| it.name == name) else {
            report::fail(&format!(
                "there is no template or static file {name:?}; there are\n{all}"
            ));
            return Err(Exit::Usage);
        };
        let folder = if file.is_template {
            &config.templates
        } else {
            &config.statics
        };
        let path = folder.join(file.name);
        write_new(&path, file.bytes).map_err(|error| {
            report::fail(&format!("{}: {error}", path.display()));
            Exit::Output
        })?;
        eprintln!("wrote {}; it takes the place of ours from now on", path.display());
    }
    Ok(())
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?
        .write_all(bytes)
}
