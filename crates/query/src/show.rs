//! The printed form of logic: what golden tests compare and a terminal shows.

use std::fmt::Write as _;

use rule::{Logic, Predicate, Quantifier, RuleLogic, Threshold};

/// Values past this many are counted, not printed.
const MAX_VALUES: usize = 12;

/// Prints logic as an indented tree, one predicate a line.
///
/// ```text
/// fidelity exact
/// step 1 process_creation/windows
///   all
///     Image ends_with "\\a.exe" | "\\b.exe"
///     not CommandLine contains/all/cased "x" & "y"
/// threshold count() by host > 5 within 1h
/// ```
pub fn show(logic: &RuleLogic) -> String {
    let mut out = format!("fidelity {}\n", logic.fidelity());
    if !logic.losses.is_empty() {
        let losses: Vec<&str> = logic.losses.iter().map(|loss| loss.id()).collect();
        let _ = writeln!(out, "losses {}", losses.join(", "));
    }
    if logic.steps.len() != 1 || logic.relation != rule::Relation::Single {
        let _ = write!(out, "relation {}", logic.relation.id());
        if !logic.by.is_empty() {
            let _ = write!(out, " by {}", logic.by.join(", "));
        }
        if let Some(within) = &logic.within {
            let _ = write!(out, " within {within}");
        }
        out.push('\n');
    }
    for (i, step) in logic.stages().enumerate() {
        let _ = match logic.steps.get(i) {
            Some(_) => write!(out, "step {}", i + 1),
            None => write!(out, "rows"),
        };
        for word in [&step.alias, &step.source].into_iter().flatten() {
            let _ = write!(out, " {word}");
        }
        out.push_str(if step.absent { " absent\n" } else { "\n" });
        node(&step.logic, 1, "", &mut out);
    }
    for threshold in &logic.thresholds {
        line(threshold, &mut out);
    }
    out
}

fn node(logic: &Logic, depth: usize, prefix: &str, out: &mut String) {
    let indent = "  ".repeat(depth);
    match logic {
        Logic::All(parts) | Logic::Any(parts) => {
            let word = if matches!(logic, Logic::All(_)) {
                "all"
            } else {
                "any"
            };
            let empty = if parts.is_empty() { " (nothing)" } else { "" };
            let _ = writeln!(out, "{indent}{prefix}{word}{empty}");
            parts.iter().for_each(|part| node(part, depth + 1, "", out));
        }
        Logic::Not(inner) => node(inner, depth, &format!("{prefix}not "), out),
        Logic::Pred(predicate) => {
            let _ = writeln!(out, "{indent}{prefix}{}", one(predicate));
        }
        Logic::Opaque(opaque) => {
            let _ = writeln!(
                out,
                "{indent}{prefix}opaque {} {:?}",
                opaque.why.id(),
                opaque.text
            );
        }
    }
}

fn one(predicate: &Predicate) -> String {
    let mut out = match predicate.field.as_str() {
        "" => "(any field)".to_owned(),
        field => field.to_owned(),
    };
    let _ = match (predicate.part, &predicate.alias_of) {
        (false, None) => Ok(()),
        (false, Some(origin)) => write!(out, " (of {origin})"),
        (true, None) => write!(out, " (part)"),
        (true, Some(origin)) => write!(out, " (part of {origin})"),
    };
    let _ = write!(out, " {}", predicate.op);
    if predicate.quantifier == Quantifier::All {
        out.push_str("/all");
    }
    if predicate.case_sensitive {
        out.push_str("/cased");
    }
    let values: Vec<String> = predicate
        .values
        .iter()
        .take(MAX_VALUES)
        .map(|value| format!("{value:?}"))
        .collect();
    if !values.is_empty() {
        let join = if predicate.quantifier == Quantifier::All {
            " & "
        } else {
            " | "
        };
        let _ = write!(out, " {}", values.join(join));
    }
    if predicate.values.len() > MAX_VALUES {
        let _ = write!(out, " +{}", predicate.values.len() - MAX_VALUES);
    }
    if let Some(via) = &predicate.via {
        let _ = write!(out, " via {via}");
    }
    out
}

fn line(threshold: &Threshold, out: &mut String) {
    let alternatives: Vec<String> = threshold.alternatives().map(compared).collect();
    let _ = writeln!(out, "threshold {}", alternatives.join(" or "));
}

fn compared(threshold: &Threshold) -> String {
    let of = threshold.of.as_deref().unwrap_or_default();
    let mut out = format!("{}({of})", threshold.function);
    if !threshold.by.is_empty() {
        let _ = write!(out, " by {}", threshold.by.join(", "));
    }
    let _ = write!(out, " {} {}", threshold.op, threshold.value);
    if let Some(within) = &threshold.within {
        let _ = write!(out, " within {within}");
    }
    if let Some(step) = threshold.step {
        let _ = write!(out, " in step {}", step + 1);
    }
    out
}
