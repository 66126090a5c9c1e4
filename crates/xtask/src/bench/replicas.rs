//! Growth: the corpora many times over, with other ids and titles.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use walkdir::WalkDir;

use super::project::Project;
use super::rounds::{Case, Goal, Results, Run};
use super::stand::{Stand, kilobytes};
use super::table::Table;
use super::{Failure, Measured, builds, tell};

/// Past so many times only `gen check` is measured: a site of that size is of no use.
const MOST_BUILT: usize = 10;
/// Bytes of memory that a check may take for a rule, and with which room is judged.
const PER_RULE: u64 = 6 << 10;
/// Bytes that a build takes in memory and writes for a byte of rules, generously.
const BUILD_FACTOR: u64 = 14;

const GOALS: &[Goal] = &[
    Goal {
        title: "`gen build` of replicas, against the corpora",
        case: "build-many",
        against: "build",
        wall: Some(11.0),
        cpu: None,
        peak: Some(8.0),
    },
    Goal {
        title: "`gen check` of replicas, against the corpora",
        case: "check-many",
        against: "check",
        wall: None,
        cpu: None,
        peak: None,
    },
];

/// Measures the corpora beside themselves `times` over.
pub(super) fn measure(stand: &Stand, times: usize) -> Result<Measured, Failure> {
    let times = times.max(2);
    room(&stand.project, times)?;
    tell(&format!("replicating the rules {times} times"));
    // On a disk: a hundred times the corpora are not for memory.
    let folder = TempDir::new().map_err(|error| Failure::new(format!("no scratch folder: {error}")))?;
    let many = replicate(&stand.project, folder.path(), times)?;
    let command = |name: &str| {
        let mut command = std::process::Command::new(&stand.generator);
        command
            .args([name, "--message-format", "json", "--config"])
            .arg(&many);
        command
    };
    let mut cases = vec![
        Case::new("check", "`gen check` of the corpora", |_| {
            Run::summarized(stand.generate("check").arg("--exit-zero"))
        }),
        Case::new("check-many", &format!("`gen check`, {times} times"), |_| {
            Run::summarized(command("check").arg("--exit-zero"))
        }),
    ];
    if times <= MOST_BUILT {
        cases.push(Case::new("build", "`gen build` of the corpora, cold", |_| {
            builds::cold(stand, &mut stand.generate("build"))
        }));
        cases.push(Case::new(
            "build-many",
            &format!("`gen build`, {times} times"),
            // Past what a host of pages takes, which is no concern here.
            |_| builds::cold(stand, command("build").args(["--max-size", "1 TB"])),
        ));
    }
    let results = Results::run(&cases, stand.runs)?;
    let described = stand.described();
    let key = if times <= MOST_BUILT {
        "growth"
    } else {
        "growth-check"
    };
    let mut ratios = results.goals(key, &described, GOALS);
    ratios.key = if times <= MOST_BUILT {
        "growth-goals"
    } else {
        "growth-check-goals"
    };
    ratios.rows.extend(memory_of_a_rule(&results));
    let mut tables = vec![results.times(key, &described), ratios];
    tables.extend((times <= MOST_BUILT).then(|| stages(&results)));
    Ok(Measured {
        tables,
        broken: Vec::new(),
    })
}

/// How much a rule more takes in a check.
fn memory_of_a_rule(results: &Results) -> Option<Vec<String>> {
    let (one, many) = (results.of("check").last()?, results.of("check-many").last()?);
    let rules = many
        .summary
        .live
        .checked_sub(one.summary.live)
        .filter(|&it| it > 0)?;
    let bytes = many.usage.peak.saturating_sub(one.usage.peak) / rules;
    let told = format!("{:.1} KiB (≤ {})", bytes as f64 / 1024.0, PER_RULE >> 10);
    let title = "`gen check`, memory of a further rule".to_owned();
    Some(vec![title, String::new(), String::new(), told])
}

/// Which stages grow faster than the rules.
fn stages(results: &Results) -> Table {
    let note =
        "Seconds of the stages of a build of the corpora and of their replicas, last round.".to_owned();
    let mut table = Table::new("growth-stages", note, &["stage", "corpora", "replicas", "ratio"]);
    let (Some(one), Some(many)) = (results.of("build").last(), results.of("build-many").last()) else {
        return table;
    };
    for ((name, one), (_, many)) in one.summary.stages.iter().zip(&many.summary.stages) {
        let numbers = [*one, *many, many / one.max(1e-9)].map(|it| format!("{it:.2}"));
        table
            .rows
            .push(std::iter::once(name.clone()).chain(numbers).collect());
    }
    table
}

/// Refuses what the machine has no memory for.
fn room(project: &Project, times: usize) -> Result<(), Failure> {
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let Some(free) = kilobytes(&memory, "MemAvailable:").map(|kb| kb * 1024) else {
        return Ok(());
    };
    let (mut files, mut bytes) = (0, 0);
    for entry in project.sources.iter().flat_map(WalkDir::new).flatten() {
        files += 1;
        bytes += entry.metadata().map_or(0, |it| it.len());
    }
    let times_bytes = bytes * times as u64;
    let needed = if times <= MOST_BUILT {
        times_bytes * BUILD_FACTOR
    } else {
        2 * PER_RULE * files * times as u64
    };
    if needed > free {
        let gib = |bytes: u64| bytes.div_ceil(1 << 30);
        return Err(Failure::new(format!(
            "{times} times the corpora may take {} GiB of memory, and {} GiB are free; ask for fewer --replicas",
            gib(needed),
            gib(free)
        )));
    }
    Ok(())
}

/// Copies all sources that many times; the configuration that reads them all.
fn replicate(project: &Project, into: &Path, times: usize) -> Result<PathBuf, Failure> {
    let mut folders = Vec::new();
    for copy in 0..times {
        for (i, source) in project.sources.iter().enumerate() {
            let to = into.join(format!("{copy}/{i}"));
            copy_changed(source, &to, copy)?;
            folders.push(to);
        }
    }
    let config = into.join("site.toml");
    let text = project.replicated(&folders);
    fs::write(&config, text).map_err(|error| Failure::at(&config, &error))?;
    Ok(config)
}

fn copy_changed(from: &Path, to: &Path, copy: usize) -> Result<(), Failure> {
    for entry in WalkDir::new(from).into_iter().flatten() {
        let Ok(inside) = entry.path().strip_prefix(from) else {
            continue;
        };
        let target = to.join(inside);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).map_err(|error| Failure::at(&target, &error))?;
        } else if entry.file_type().is_file() {
            let bytes = fs::read(entry.path()).map_err(|error| Failure::at(entry.path(), &error))?;
            let changed = match std::str::from_utf8(&bytes) {
                Ok(text) => changed(text, copy).into_bytes(),
                Err(_) => bytes,
            };
            fs::write(&target, changed).map_err(|error| Failure::at(&target, &error))?;
        }
    }
    Ok(())
}

/// A rule file with another id and title; the original is its own copy 0.
fn changed(text: &str, copy: usize) -> String {
    if copy == 0 {
        return text.to_owned();
    }
    let lines = text.split_inclusive('\n').map(|line| changed_line(line, copy));
    lines.collect::<Vec<_>>().concat()
}

/// Keys whose values name a rule, as all the vendors write them.
const NAMES: &[&str] = &[
    "title: ",
    "name: ",
    "name = ",
    "DisplayName: ",
    "RuleID: ",
    "PolicyID: ",
    "QueryName: ",
    "id: ",
    "rule_id = ",
    "rule ",
];

fn changed_line(line: &str, copy: usize) -> Cow<'_, str> {
    let Some(key) = NAMES.iter().find(|key| line.starts_with(**key)) else {
        return line.into();
    };
    let value = line[key.len()..].trim_end();
    let end = if *key == "rule " {
        value.find(" {").or_else(|| value.find('{'))
    } else {
        None
    };
    let end = end.unwrap_or(value.len());
    let inner = value[..end].trim_end_matches(['"', '\'']);
    let is_uuid = inner.trim_start_matches(['"', '\'']).len() == 36 && inner.matches('-').count() == 4;
    if inner.is_empty() || inner.starts_with(['|', '>']) {
        return line.into();
    }
    if is_uuid {
        let start = inner.len() - 36;
        let digits = format!("{:08x}", copy);
        return format!(
            "{key}{}{digits}{}{}",
            &inner[..start],
            &inner[start + 8..],
            &line[key.len() + inner.len()..]
        )
        .into();
    }
    let at = key.len() + inner.len();
    let joint = if *key == "rule " {
        "_"
    } else if key.contains("I") {
        "."
    } else {
        " "
    };
    format!("{}{joint}{copy}{}", &line[..at], &line[at..]).into()
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn ids_and_titles_change() {
        let cases = [
            ("title: A rule\n", "title: A rule 3\n"),
            ("name = \"A rule\"\n", "name = \"A rule 3\"\n"),
            ("RuleID: \"A.Rule\"\n", "RuleID: \"A.Rule.3\"\n"),
            ("rule a_rule {\n", "rule a_rule_3 {\n"),
            (
                "id: 3f1d2a54-6f0e-4c4b-9d57-0c0f7a1b9e11\n",
                "id: 00000003-6f0e-4c4b-9d57-0c0f7a1b9e11\n",
            ),
            ("title: >-\n", "title: >-\n"),
            ("    title: inner\n", "    title: inner\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(changed(text, 3), expected);
            assert_eq!(changed(text, 0), text);
        }
    }
}
