//! References to rules that do not exist.

use rule::Level;

use super::subject::Subject;
use super::{Kind, Remark};

pub(super) static KIND: Kind = Kind {
    code: "unknown-related-rule",
    title: "A reference to a rule that does not exist",
    level: Level::Note,
    look,
};

fn look(subject: &Subject<'_>) -> Vec<Remark> {
    let rule = subject.rule();
    // What a rule took the place of is gone, and the rules another vendor's came from may not be at hand.
    let is_gone = |kind: &str| matches!(kind, "obsolete" | "obsoletes" | "renamed" | "merged");
    if !subject.survey.relates(&rule.vendor) {
        return Vec::new();
    }
    let missing = rule.related.iter().filter(|it| !is_gone(&it.kind));
    let missing = missing.filter(|it| subject.survey.with_id(&it.id).is_empty());
    missing
        .map(|it| {
            let message = format!("no rule has the id `{}`, which this one calls {}", it.id, it.kind);
            let help = "correct the id, or take it out if the rule was never published";
            subject.about(&it.id, message).with_help(help)
        })
        .collect()
}
