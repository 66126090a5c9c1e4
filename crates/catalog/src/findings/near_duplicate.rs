//! Rules that are nearly the same as another.

use rule::{Level, Rule};

use super::subject::Subject;
use super::{Kind, Remark};
use crate::RuleIx;

pub(super) static KIND: Kind = Kind {
    code: "near-duplicate",
    title: "A rule that is nearly the same as another",
    level: Level::Note,
    look,
};

/// From this likeness on, in thousandths, the predicates alone tell.
const SAME: u16 = 850;

/// A rule that says which other it comes from, or is its variant for another product, tells nothing new.
fn look(subject: &Subject<'_>) -> Vec<Remark> {
    let own = subject.rule();
    let is_known = |other: &Rule| {
        let is_copy = other.vendor == own.vendor && other.id == own.id;
        is_copy || subject.is_variant_of(other) || names(own, other) || names(other, own)
    };
    let is_news = |rule: &RuleIx| *rule != subject.index && !is_known(&subject.catalog.entry(*rule).rule);
    let family = subject.survey.family(subject.entry.family);
    let near = subject.catalog.similar(subject.index).iter();
    let near = near
        .filter(|it| family.contains(&it.rule))
        .map(|it| (it.rule, it.score));
    // A translation may share a title and an id, and no row.
    let rest = family.iter().map(|&rule| (rule, 0));
    let Some((other, score)) = near.chain(rest).find(|(rule, _)| is_news(rule)) else {
        return Vec::new();
    };
    let other = &subject.catalog.entry(other).rule;
    let alike = match score {
        SAME.. => format!("its predicates are {} % the same", score / 10),
        _ if other.id == subject.rule().id => "it has the same id".to_owned(),
        _ => "it has the same title".to_owned(),
    };
    let message = format!(
        "this is nearly the {} rule `{}`",
        other.vendor,
        other.title.trim()
    );
    let help = format!("{alike}; compare it with {} before you keep both", other.path);
    vec![
        subject
            .about(subject.rule().title.trim(), message)
            .with_help(help),
    ]
}

fn names(rule: &Rule, other: &Rule) -> bool {
    rule.related.iter().any(|it| it.id == other.id)
}
