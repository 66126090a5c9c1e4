//! Single files of up to 1 MiB made to be slow: each must be read or refused in half a second, and nothing may abort.

mod shapes;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::stand::Stand;
use super::table::Table;
use super::{Failure, Measured, child, clear, tell};
use shapes::{Format, SHAPES, Shape};

/// The largest file: a mebibyte, with room for what stands around the shape.
const LARGE: usize = (1 << 20) - 1024;
/// A smaller one, in which nothing is cut off by the limits on a file's size.
const SMALL: usize = 100 << 10;
/// Seconds that one file may cost.
const GOAL: f64 = 0.5;
/// Address space of a check, in KiB: reading one file takes a hundredth of it.
const MEMORY: u32 = 4 << 20;
/// How many of the slowest are shown.
const SHOWN: usize = 15;

/// What a hostile file did.
struct Outcome {
    format: Format,
    name: &'static str,
    size: usize,
    seconds: f64,
    problems: usize,
    /// What went wrong beyond slowness.
    broken: Option<String>,
}

/// Reads one hostile file at a time, and compares with reading an innocent one.
pub(super) fn measure(stand: &Stand) -> Result<Measured, Failure> {
    let folder = stand.project.path("hostile");
    let innocent = check(stand, &folder, Format::Condition, "s")?;
    let mut outcomes = Vec::new();
    for shape in SHAPES {
        for size in [SMALL, LARGE] {
            tell(&format!("{:?}: {}, {size} bytes", shape.format, shape.name));
            outcomes.push(outcome(stand, &folder, shape, size, innocent.0)?);
        }
    }
    clear(&folder)?;
    outcomes.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    Ok(Measured {
        tables: vec![table(&outcomes, stand)],
        broken: outcomes.iter().filter_map(|it| it.broken.clone()).collect(),
    })
}

fn outcome(
    stand: &Stand,
    folder: &Path,
    shape: &Shape,
    size: usize,
    innocent: f64,
) -> Result<Outcome, Failure> {
    let (seconds, problems, died) = check(stand, folder, shape.format, &shape.text(size))?;
    let seconds = (seconds - innocent).max(0.0);
    let told = |what: &str| format!("{:?}: {}, {size} bytes: {what}", shape.format, shape.name);
    let slow = (seconds > GOAL).then(|| told(&format!("{seconds:.2} s")));
    Ok(Outcome {
        format: shape.format,
        name: shape.name,
        size,
        seconds,
        problems,
        broken: died.map(|status| told(&status)).or(slow),
    })
}

/// Runs `gen check` on one file: processor seconds, problems, and how it died if it did.
fn check(
    stand: &Stand,
    folder: &Path,
    format: Format,
    text: &str,
) -> Result<(f64, usize, Option<String>), Failure> {
    clear(folder)?;
    let rules = folder.join("rules");
    fs::create_dir_all(&rules).map_err(|error| Failure::at(&rules, &error))?;
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| Failure::at(&path, &error))
    };
    let vendor = vendor(format);
    put(
        "site.toml",
        &format!(
            "title = \"Hostile\"\ncontent = \"{}\"\n[[source]]\nname = \"hostile\"\nvendor = \"{vendor}\"\n\
             path = \"rules\"\nlicence = \"Apache-2.0\"\n",
            stand.root.join("content").display()
        ),
    )?;
    for (name, text) in files(format, text) {
        put(&format!("rules/{name}"), &text)?;
    }
    let mut command = limited(&stand.generator);
    command.args(["check", "--exit-zero", "--message-format", "json", "--config"]);
    let finished = child::run(command.arg(folder.join("site.toml")))?;
    let is_problem = |line: &&str| {
        let value: Value = serde_json::from_str(line).unwrap_or_default();
        value.get("kind").and_then(Value::as_str) != Some("summary")
    };
    let problems = finished.output.lines().filter(is_problem).count();
    let died = (!finished.status.success()).then(|| finished.status.to_string());
    Ok((finished.usage.cpu.as_secs_f64(), problems, died))
}

/// The program with as much memory as no single file may take, so that one that does ends itself and not the machine.
fn limited(program: &Path) -> Command {
    if !cfg!(unix) {
        return Command::new(program);
    }
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")]);
    command.arg(program);
    command
}

fn vendor(format: Format) -> &'static str {
    match format {
        Format::Yaml | Format::Condition | Format::Markdown => "sigma",
        Format::Toml | Format::Eql | Format::Kql | Format::Esql | Format::Lucene => "elastic",
        Format::YaraL | Format::YaraLCondition => "secops",
        Format::Spl | Format::Sql => "armory",
        Format::Kusto => "sentinel",
        Format::Python => "panther",
    }
}

/// The files that a shape stands in.
fn files(format: Format, text: &str) -> Vec<(&'static str, String)> {
    let sigma = |description: &str, condition: &str| {
        format!(
            "title: Hostile\nid: 3f1d2a54-6f0e-4c4b-9d57-0c0f7a1b9e12\ndescription: |\n  {description}\nlogsource:\n  \
             category: process_creation\ndetection:\n  s:\n    Image: a\n  condition: {condition}\n"
        )
    };
    let elastic = |language: &str| {
        format!(
            "[rule]\nname = \"Hostile\"\nrule_id = \"3f1d2a54-6f0e-4c4b-9d57-0c0f7a1b9e12\"\ntype = \
             \"{language}\"\nlanguage = \"{language}\"\nquery = '''\n{text}\n'''\n"
        )
    };
    let armory =
        |logic: &str| format!("id: '1'\ntitle: Hostile\nlogic_format: {logic}\nlogic: |\n  {text}\n");
    match format {
        Format::Yaml => vec![("rule.yml", text.to_owned())],
        Format::Markdown => vec![("rule.yml", sigma(text, "s"))],
        Format::Condition => vec![("rule.yml", sigma("d", text))],
        Format::Toml => vec![("rule.toml", text.to_owned())],
        Format::Eql => vec![("rule.toml", elastic("eql"))],
        Format::Kql => vec![("rule.toml", elastic("kuery"))],
        Format::Esql => vec![("rule.toml", elastic("esql"))],
        Format::Lucene => vec![("rule.toml", elastic("lucene"))],
        Format::YaraL => vec![("rule.yaral", text.to_owned())],
        Format::YaraLCondition => {
            let rule = format!("rule r {{ events: $e.a = \"b\" condition: {text} }}");
            vec![("rule.yaral", rule)]
        }
        Format::Spl => vec![("rule.yml", armory("splunk"))],
        Format::Sql => vec![("rule.yml", armory("snowflake"))],
        Format::Kusto => {
            let rule =
                format!("id: 3f1d2a54-6f0e-4c4b-9d57-0c0f7a1b9e12\nname: Hostile\nquery: |\n  {text}\n");
            vec![("rule.yaml", rule)]
        }
        Format::Python => {
            let rule = "AnalysisType: rule\nRuleID: \"Hostile\"\nFilename: rule.py\nEnabled: true\nLogTypes:\n  - A\n";
            vec![("rule.yml", rule.to_owned()), ("rule.py", text.to_owned())]
        }
    }
}

fn table(outcomes: &[Outcome], stand: &Stand) -> Table {
    let within = outcomes.iter().filter(|it| it.broken.is_none()).count();
    let note = format!(
        "{within} of {} files of {} and {} KiB ({} shapes) are read or refused within {GOAL} s of processor time beyond an \
         innocent file's, and without an abort; {}. The slowest:",
        outcomes.len(),
        SMALL >> 10,
        LARGE >> 10,
        SHAPES.len(),
        stand.described()
    );
    let mut table = Table::new("hostile", note, &["file", "KiB", "CPU s", "problems"]);
    for it in outcomes.iter().take(SHOWN) {
        table.rows.push(vec![
            format!("{:?}: {}", it.format, it.name),
            (it.size >> 10).to_string(),
            format!("{:.2}", it.seconds),
            it.problems.to_string(),
        ]);
    }
    table
}
