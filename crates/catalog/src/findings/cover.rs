//! Which values an exclusion takes away from what a rule looks for.

use rule::{Operator, Quantifier};

use super::subject::Subject;
use crate::Mapped;

/// The values of a predicate that some exclusion of its step excuses whatever else holds, each with the
/// exclusion.
pub(super) fn excused<'a>(subject: &Subject<'a>, wanted: &'a Mapped) -> Vec<(&'a str, &'a Mapped)> {
    let exclusions: Vec<&Mapped> = subject
        .excuses()
        .filter(|it| it.leaf.step == wanted.leaf.step && it.folded_concept == wanted.folded_concept)
        .filter(|it| it.leaf.predicate.quantifier == Quantifier::Any || subject.is_whole(it))
        .filter(|it| !it.leaf.predicate.case_sensitive || wanted.leaf.predicate.case_sensitive)
        .collect();
    if exclusions.is_empty() {
        return Vec::new();
    }
    let values = wanted.folded_values.iter().map(String::as_str);
    let excused = values.filter_map(|value| {
        let by = exclusions.iter().find(|it| {
            let mut theirs = it.folded_values.iter();
            theirs.any(|their| covers((it.folded_op, their), (wanted.folded_op, value)))
        });
        by.map(|by| (value, *by))
    });
    excused.collect()
}

/// Whether everything that one comparison holds for, another does too.
fn covers((wide, their): (Operator, &str), (narrow, own): (Operator, &str)) -> bool {
    let (their, own) = (their.to_lowercase(), own.to_lowercase());
    let is_whole = narrow == Operator::Eq;
    match wide {
        Operator::Contains => {
            let has_text = matches!(
                narrow,
                Operator::Contains | Operator::StartsWith | Operator::EndsWith
            );
            (is_whole || has_text) && own.contains(&their)
        }
        Operator::StartsWith => (is_whole || narrow == Operator::StartsWith) && own.starts_with(&their),
        Operator::EndsWith => (is_whole || narrow == Operator::EndsWith) && own.ends_with(&their),
        Operator::Eq | Operator::Match | Operator::Wildcard | Operator::CidrMatch => {
            wide == narrow && own == their
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use rule::Operator::{Contains, EndsWith, Eq, RegexMatch, StartsWith, Wildcard};

    use super::covers;

    #[test]
    fn an_exclusion_covers_what_it_always_holds_for() {
        for (wide, narrow) in [
            ((Eq, "a.exe"), (Eq, "A.exe")),
            ((Contains, "\\temp\\"), (Eq, "c:\\temp\\x")),
            ((Contains, "temp"), (StartsWith, "c:\\temp\\")),
            ((EndsWith, ".exe"), (Eq, "x.exe")),
            ((StartsWith, "c:\\"), (StartsWith, "C:\\Windows")),
            ((Wildcard, "a*b"), (Wildcard, "a*b")),
        ] {
            assert!(covers(wide, narrow), "{wide:?} {narrow:?}");
        }
        for (wide, narrow) in [
            ((Eq, "a.exe"), (EndsWith, "a.exe")),
            ((Contains, "x.exe"), (Contains, "exe")),
            ((StartsWith, "c:\\"), (Contains, "c:\\")),
            ((RegexMatch, "a"), (RegexMatch, "a")),
        ] {
            assert!(!covers(wide, narrow), "{wide:?} {narrow:?}");
        }
    }
}
