//! The end of a run: what was read, what was written, how long it took.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use anstream::{eprintln, println};
use catalog::{Catalog, Coverage, Sketch};
use corpus::Tally;
use rule::{Fidelity, Language, Level, Reason};
use serde_json::json;
use site::output::Outcome;

use crate::cli::{Cli, MessageFormat};
use crate::recall::Recalled;
use crate::remark::Remark;
use crate::report::notice;
use crate::stages::Stages;

/// How faithfully the live rules of a vendor in one language were decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The vendor's id.
    pub(crate) vendor: String,
    /// The language's name.
    pub(crate) language: &'static str,
    /// Rules by fidelity.
    pub(crate) fidelity: BTreeMap<Fidelity, usize>,
    /// Undecoded clauses by reason.
    pub(crate) reasons: BTreeMap<Reason, usize>,
}

impl Decoded {
    /// Counts the live rules of a catalog, by vendor in page order and language.
    pub(crate) fn of_catalog(catalog: &Catalog) -> Vec<Decoded> {
        let entries = catalog.entries().iter();
        let mut found = Vec::new();
        for entry in entries.filter(|entry| entry.rule.liveness.is_live()) {
            let it = Decoded::entry(&mut found, &entry.rule.vendor, entry.rule.language());
            let opaques = entry.rule.logic.opaques();
            it.add(entry.fidelity, opaques.iter().map(|opaque| opaque.why));
        }
        found
    }

    /// Counts live rules, given in page order, by vendor and language.
    pub(crate) fn of_sketches(sketches: &[Sketch]) -> Vec<Decoded> {
        let mut found = Vec::new();
        for sketch in sketches.iter().filter(|sketch| sketch.is_live) {
            let it = Decoded::entry(&mut found, &sketch.vendor, sketch.language);
            it.add(sketch.fidelity, sketch.undecoded.iter().copied());
        }
        found
    }

    fn entry<'a>(found: &'a mut Vec<Decoded>, vendor: &str, language: Language) -> &'a mut Decoded {
        let language = language.title();
        let is = |it: &Decoded| it.vendor == vendor && it.language == language;
        let at = found.iter().position(is).unwrap_or(found.len());
        if at == found.len() {
            found.push(Decoded {
                vendor: vendor.to_owned(),
                language,
                ..Decoded::default()
            });
        }
        &mut found[at]
    }

    fn add(&mut self, fidelity: Fidelity, undecoded: impl Iterator<Item = Reason>) {
        *self.fidelity.entry(fidelity).or_default() += 1;
        for why in undecoded {
            *self.reasons.entry(why).or_default() += 1;
        }
    }

    fn of(&self, fidelity: Fidelity) -> usize {
        self.fidelity.get(&fidelity).copied().unwrap_or_default()
    }

    fn reasons(&self) -> String {
        let reasons: Vec<String> = self
            .reasons
            .iter()
            .map(|(why, n)| format!("{} {n}", why.id()))
            .collect();
        reasons.join(", ")
    }
}

/// What there is to say.
pub(crate) struct Summary<'a> {
    /// Sources and how their files were accounted for.
    pub(crate) tallies: &'a [(String, Tally)],
    /// Everything that was found.
    pub(crate) remarks: &'a [Remark],
    /// How much of each vendor's rules the data tables know.
    pub(crate) coverage: Option<BTreeMap<String, Coverage>>,
    /// How faithfully the live rules of each language were decoded.
    pub(crate) decoded: &'a [Decoded],
    /// Techniques with at least one rule.
    pub(crate) techniques: usize,
    /// What was written.
    pub(crate) outcome: Option<Outcome>,
}

impl Summary<'_> {
    /// How many remarks there are of each level and code, the worst first.
    fn codes(&self) -> BTreeMap<(Reverse<Level>, &'static str), usize> {
        let mut codes = BTreeMap::new();
        for remark in self.remarks {
            *codes.entry((Reverse(remark.level), remark.code)).or_default() += 1;
        }
        codes
    }

    fn count(&self, level: Level) -> usize {
        self.remarks.iter().filter(|remark| remark.level == level).count()
    }
}

/// How much the tables know: shares of rules and of their fields.
#[allow(clippy::print_stderr, reason = "printing is what this does")]
fn print_coverage(coverage: &BTreeMap<String, Coverage>) {
    eprintln!(
        "\n{:10} {:>7} {:>11} {:>14} {:>14} {:>14}",
        "vendor", "rules", "with event", "with platform", "fields known", "fields named"
    );
    for (vendor, it) in coverage {
        let percent = |share: f64| format!("{:.1} %", share * 100.0);
        eprintln!(
            "{vendor:10} {:>7} {:>11} {:>14} {:>14} {:>14}",
            it.rules,
            percent(it.event_share()),
            percent(it.platform_share()),
            percent(it.known_share()),
            percent(it.named_share())
        );
    }
}

#[allow(clippy::print_stderr, reason = "printing is what this does")]
fn print_codes(codes: &BTreeMap<(Reverse<Level>, &'static str), usize>) {
    if !codes.is_empty() {
        eprintln!();
    }
    for ((level, code), count) in codes {
        let word = match level.0 {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        };
        eprintln!("{count:>7} {word:8} {code}");
    }
}

/// Prints the summary: to standard error for people, to standard output as JSON.
#[allow(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "printing is what this does"
)]
pub(crate) fn print(cli: &Cli, summary: &Summary<'_>, stages: &Stages) {
    if cli.message_format == MessageFormat::Json {
        println!("{}", as_json(summary, stages));
        return;
    }
    if cli.quiet {
        return;
    }
    let width = summary
        .tallies
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0)
        .max(6);
    eprintln!(
        "{:width$}  {:>7} {:>7} {:>7} {:>10} {:>7}",
        "source", "files", "rules", "live", "companions", "refused"
    );
    for (name, it) in summary.tallies {
        eprintln!(
            "{name:width$}  {:>7} {:>7} {:>7} {:>10} {:>7}",
            it.files, it.rules, it.live, it.companions, it.refused
        );
    }
    print_decoded(summary.decoded);
    if let Some(coverage) = &summary.coverage {
        print_coverage(coverage);
        print_codes(&summary.codes());
    }
    let live: usize = summary.tallies.iter().map(|(_, tally)| tally.live).sum();
    eprintln!("\n{live} live rules on {} techniques", summary.techniques);
    if let Some(outcome) = &summary.outcome {
        let Outcome {
            written,
            unchanged,
            removed,
        } = outcome;
        eprintln!(
            "{} files: {written} written, {unchanged} unchanged, {removed} removed",
            written + unchanged
        );
    }
    let (errors, warnings) = (summary.count(Level::Error), summary.count(Level::Warning));
    eprintln!(
        "{errors} errors, {warnings} warnings, {} notes",
        summary.count(Level::Note)
    );
    for (name, time) in stages.times() {
        eprintln!("{:>8.3} s  {name}", time.as_secs_f64());
    }
    eprintln!("{:>8.3} s  in all", stages.total().as_secs_f64());
}

/// Prints that nothing had to be done: as JSON, what the last build said.
#[allow(clippy::print_stdout, reason = "printing is what this does")]
pub(crate) fn print_recalled(cli: &Cli, recalled: Recalled, stages: &Stages) {
    let Recalled {
        remarks, mut summary, ..
    } = recalled;
    let files = summary["files"].as_u64().unwrap_or_default();
    let total = stages.total().as_secs_f64();
    if cli.message_format == MessageFormat::Json {
        (summary["written"], summary["unchanged"], summary["removed"]) = (json!(0), json!(files), json!(0));
        (summary["stages"], summary["seconds"]) = (times(stages), json!(total));
        remarks.iter().for_each(|line| println!("{line}"));
        println!("{summary}");
        return;
    }
    let count = |key: &str| summary[key].as_u64().unwrap_or_default();
    let (errors, warnings) = (count("errors"), count("warnings"));
    notice(
        cli,
        &format!(
            "nothing changed since the last build: {files} files are right ({errors} errors, {warnings} warnings; `gen check` tells them)"
        ),
    );
    notice(cli, &format!("{total:>8.3} s  in all"));
}

fn times(stages: &Stages) -> serde_json::Value {
    let times = stages.times().iter();
    times
        .map(|(name, time)| json!({"stage": name, "seconds": time.as_secs_f64()}))
        .collect()
}

#[allow(clippy::print_stderr, reason = "printing is what this does")]
fn print_decoded(decoded: &[Decoded]) {
    let (vendor, language) = ("vendor", "language");
    eprintln!(
        "\n{vendor:10} {language:14} {:>7} {:>11} {:>7} {:>7}  undecoded clauses",
        "exact", "approximate", "partial", "opaque"
    );
    for it in decoded {
        eprintln!(
            "{:10} {:14} {:>7} {:>11} {:>7} {:>7}  {}",
            it.vendor,
            it.language,
            it.of(Fidelity::Exact),
            it.of(Fidelity::Approximate),
            it.of(Fidelity::Partial),
            it.of(Fidelity::Opaque),
            it.reasons()
        );
    }
}

/// The summary as one object.
pub(crate) fn as_json(summary: &Summary<'_>, stages: &Stages) -> serde_json::Value {
    let sources: Vec<_> = summary
        .tallies
        .iter()
        .map(|(name, it)| {
            json!({"name": name, "files": it.files, "read": it.read, "companions": it.companions,
                "refused": it.refused, "rules": it.rules, "live": it.live})
        })
        .collect();
    let decoded: Vec<_> = summary
        .decoded
        .iter()
        .map(|it| {
            let reasons: BTreeMap<&str, usize> = it.reasons.iter().map(|(why, n)| (why.id(), *n)).collect();
            json!({"vendor": it.vendor, "language": it.language, "exact": it.of(Fidelity::Exact),
                "approximate": it.of(Fidelity::Approximate), "partial": it.of(Fidelity::Partial),
                "opaque": it.of(Fidelity::Opaque), "reasons": reasons})
        })
        .collect();
    let coverage = summary.coverage.iter().flatten();
    let coverage: Vec<_> = coverage
        .map(|(vendor, it)| {
            json!({"vendor": vendor, "rules": it.rules, "with_event": it.with_event, "with_platform": it.with_platform,
                "declared_otherwise": it.declared_otherwise, "fields_known": it.fields_known,
                "fields_kept": it.fields_kept, "fields_unknown": it.fields_unknown})
        })
        .collect();
    json!({
        "kind": "summary",
        "sources": sources,
        "decoded": decoded,
        "coverage": coverage,
        "codes": summary.codes().into_iter().map(|((_, code), n)| (code, n)).collect::<BTreeMap<_, _>>(),
        "techniques": summary.techniques,
        "files": summary.outcome.map_or(0, |it| it.written + it.unchanged),
        "written": summary.outcome.map(|it| it.written),
        "unchanged": summary.outcome.map(|it| it.unchanged),
        "removed": summary.outcome.map(|it| it.removed),
        "errors": summary.count(Level::Error),
        "warnings": summary.count(Level::Warning),
        "notes": summary.count(Level::Note),
        "stages": times(stages),
        "seconds": stages.total().as_secs_f64(),
    })
}
