//! Rules that are nearly the same as another.

use rule::Level;

use super::sketch::Sketch;
use super::survey::Peer;
use super::{Kind, Look, Remark};
use crate::RuleIx;

pub(super) static KIND: Kind = Kind {
    code: "near-duplicate",
    title: "A rule that is nearly the same as another",
    level: Level::Note,
    look: Look::Among(look),
};

/// From this likeness on, in thousandths, the predicates alone tell.
const SAME: u16 = 850;

/// A rule that says which other it comes from, or is its variant for another product, tells nothing new.
fn look(peer: &Peer<'_>) -> Vec<Remark> {
    let (survey, own) = (peer.survey, peer.sketch);
    let is_known = |other: &Sketch| {
        let is_copy = other.vendor == own.vendor && other.id == own.id;
        is_copy || own.is_variant_of(other) || own.names(other) || other.names(own)
    };
    let is_news = |rule: &RuleIx| *rule != peer.index && !is_known(survey.sketch(*rule));
    let family = survey.family(peer.index);
    let near = survey.similar(peer.index).iter();
    let near = near
        .filter(|it| family.binary_search(&it.rule).is_ok())
        .map(|it| (it.rule, it.score));
    // A translation may share a title and an id, and no row.
    let rest = family.iter().map(|&rule| (rule, 0));
    let Some((other, score)) = near.chain(rest).find(|(rule, _)| is_news(rule)) else {
        return Vec::new();
    };
    let other = survey.sketch(other);
    let alike = match score {
        SAME.. => format!("its predicates are {} % the same", score / 10),
        _ if other.id == own.id => "it has the same id".to_owned(),
        _ => "it has the same title".to_owned(),
    };
    let message = format!(
        "this is nearly the {} rule `{}`",
        other.vendor,
        other.title.trim()
    );
    let help = format!("{alike}; compare it with {} before you keep both", other.path);
    vec![peer.about(own.places.title, message).with_help(help)]
}
