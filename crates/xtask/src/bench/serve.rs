//! `gen serve` as the author of a rule meets it: until the first page is there, until an edit shows.

use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::peers::{self, Peers};
use super::project::Project;
use super::server::{Server, free_port};
use super::stand::Stand;
use super::stats::{median, percentile};
use super::table::Table;
use super::{Failure, Measured, tell};

/// Edits of each kind.
const EDITS: usize = 20;
/// Edits with Hugo, which takes its time. Zola makes the whole site anew for each, minutes for this one: only its start
/// is measured.
const HUGO_EDITS: usize = 5;
/// Between two edits, as between two of a very fast author.
const PAUSE: Duration = Duration::from_millis(400);

/// What is edited, and where the edit shows.
struct Edit {
    title: &'static str,
    path: &'static str,
    make: fn(&Project, usize) -> Result<String, Failure>,
    goal: &'static str,
}

const KINDS: &[Edit] = &[
    Edit {
        title: "a rule edited, its technique's page there again",
        path: Project::EDITED_PAGE,
        make: Project::retitle,
        goal: "≤ 47 and 150",
    },
    Edit {
        title: "a stylesheet edited, there again",
        path: "/static/css/site.css",
        make: |project, value| project.mark("static/css/site.css", &format!("/* edit {value} */")),
        goal: "≤ 100",
    },
    Edit {
        title: "a template edited, a page there again",
        path: Project::EDITED_PAGE,
        make: |project, value| project.mark("templates/base.html", &format!("<!-- edit {value} -->")),
        goal: "≤ 100",
    },
];

/// Starts the server round after round, then edits.
pub(super) fn measure(stand: &Stand) -> Result<Measured, Failure> {
    let mut starts = Vec::new();
    for round in 1..=stand.runs {
        tell(&format!("round {round} of {}: start", stand.runs));
        starts.push(start(stand)?.1.as_secs_f64());
    }
    let note = format!(
        "Edits show to a page that follows the events; {EDITS} each, {}.",
        stand.described()
    );
    let mut table = Table::new(
        "serve",
        note,
        &["what", "median ms", "95th percentile ms", "goal ms"],
    );
    table
        .rows
        .push(row("`gen serve`, start to first page", &starts, ""));
    let (server, _) = start(stand)?;
    for (kind, edit) in KINDS.iter().enumerate() {
        tell(edit.title);
        let times = (0..EDITS).map(|i| shown(&server, &stand.project, edit, 1000 * (kind + 1) + i));
        let times: Vec<f64> = times.collect::<Result<_, _>>()?;
        table.rows.push(row(edit.title, &times, edit.goal));
    }
    drop(server);
    peers(stand, &mut table)?;
    Ok(Measured {
        tables: vec![table],
        broken: Vec::new(),
    })
}

fn start(stand: &Stand) -> Result<(Server, Duration), Failure> {
    let port = free_port()?;
    let server = Server::start(stand.generate("serve").args(["--port", &port.to_string()]), port)?;
    let first = server.until_first(Project::EDITED_PAGE)?;
    Ok((server, first))
}

/// Seconds from an edit until the page that was told of it has fetched what changed.
fn shown(server: &Server, project: &Project, edit: &Edit, value: usize) -> Result<f64, Failure> {
    let failed = |error| Failure::new(format!("{}: {error}", edit.title));
    thread::sleep(PAUSE);
    let mut events = server.follow(Project::EDITED_PAGE).map_err(failed)?;
    let begun = Instant::now();
    let text = (edit.make)(project, value)?;
    loop {
        events.next().map_err(failed)?;
        // A page told of an edition before this edit is told again.
        if server.get(edit.path).map_err(failed)?.contains(&text) {
            return Ok(begun.elapsed().as_secs_f64());
        }
    }
}

fn row(title: &str, seconds: &[f64], goal: &str) -> Vec<String> {
    let milliseconds = |seconds: f64| format!("{:.0}", seconds * 1000.0);
    vec![
        title.to_owned(),
        milliseconds(median(seconds)),
        milliseconds(percentile(seconds, 95)),
        goal.to_owned(),
    ]
}

/// The same of the others: they have no event for it, so their page is asked for until the edit shows.
fn peers(stand: &Stand, table: &mut Table) -> Result<(), Failure> {
    let peers = Peers::find();
    if peers.hugo.is_none() && peers.zola.is_none() {
        return Ok(());
    }
    let prepared = peers::prepare(stand)?;
    let page = Project::EDITED_PAGE;
    let others = [
        ("Hugo", &peers.hugo, &prepared.hugo),
        ("Zola", &peers.zola, &prepared.zola),
    ];
    for (name, program, folder) in others {
        let Some(program) = program else { continue };
        tell(&format!("{name}: start and edits"));
        let port = free_port()?;
        let server = Server::start(&mut command(name, program, folder, port), port)?;
        let first = server.until_first(page)?.as_secs_f64();
        table
            .rows
            .push(row(&format!("{name}, start to first page"), &[first], ""));
        if name == "Zola" {
            continue;
        }
        let file = prepared
            .file_of(folder, page.trim_matches('/'))
            .ok_or_else(|| Failure::new(format!("{name} has no page {page}")))?;
        let mut times = Vec::new();
        for edit in 0..HUGO_EDITS {
            thread::sleep(PAUSE);
            let text = format!("edited {edit}");
            prepare_edit(&file, &text)?;
            times.push(server.until(page, &text)?.as_secs_f64());
        }
        table.rows.push(row(
            &format!("{name}, the page's data edited, the page there again"),
            &times,
            "",
        ));
    }
    super::clear(&stand.project.path("peers"))
}

fn command(name: &str, program: &PathBuf, folder: &PathBuf, port: u16) -> Command {
    let mut command = Command::new(program);
    let port = port.to_string();
    if name == "Hugo" {
        command
            .args(["server", "--noBuildLock", "--port", &port, "--source"])
            .arg(folder);
        command.arg("--cacheDir").arg(folder.join("cache"));
    } else {
        command.arg("--root").arg(folder).args(["serve", "--port", &port]);
        command.arg("--output-dir").arg(folder.join("served"));
    }
    command
}

/// Writes a text into the description of a prepared page.
fn prepare_edit(file: &PathBuf, text: &str) -> Result<(), Failure> {
    let failed = |error| Failure::at(file, &error);
    let old = std::fs::read_to_string(file).map_err(failed)?;
    let starts = ["\"description\":\"", "description = \""];
    let Some((before, key, rest)) = starts.iter().find_map(|key| {
        let (before, rest) = old.split_once(key)?;
        Some((before, key, rest))
    }) else {
        return Err(Failure::new("a prepared page has no description"));
    };
    let rest = rest.split_once('"').map_or("", |(_, rest)| rest);
    std::fs::write(file, format!("{before}{key}{text}\"{rest}")).map_err(failed)
}
