//! References to rules that do not exist.

use rule::Level;

use super::survey::Peer;
use super::{Kind, Look, Remark};

pub(super) static KIND: Kind = Kind {
    code: "unknown-related-rule",
    title: "A reference to a rule that does not exist",
    level: Level::Note,
    look: Look::Among(look),
};

fn look(peer: &Peer<'_>) -> Vec<Remark> {
    let (survey, own) = (peer.survey, peer.sketch);
    // What a rule took the place of is gone, and the rules another vendor's came from may not be at hand.
    let is_gone = |kind: &str| matches!(kind, "obsolete" | "obsoletes" | "renamed" | "merged");
    if !survey.relates(&own.vendor) {
        return Vec::new();
    }
    let related = own.related.iter().zip(&own.places.related);
    let missing = related.filter(|(it, _)| !is_gone(&it.kind) && survey.with_id(&it.id).is_empty());
    missing
        .map(|(it, place)| {
            let message = format!("no rule has the id `{}`, which this one calls {}", it.id, it.kind);
            let help = "correct the id, or take it out if the rule was never published";
            peer.about(*place, message).with_help(help)
        })
        .collect()
}
