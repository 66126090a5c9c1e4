//! Ids that stand for more than one rule of a vendor.

use rule::Level;

use super::sketch::Sketch;
use super::survey::Peer;
use super::{Kind, Look, Remark};

pub(super) static KIND: Kind = Kind {
    code: "duplicate-id",
    title: "Two rules of one vendor have the same id",
    level: Level::Warning,
    look: Look::Among(look),
};

/// Documents of one file may share their id.
fn look(peer: &Peer<'_>) -> Vec<Remark> {
    let (survey, own) = (peer.survey, peer.sketch);
    let others = survey.with_id(&own.id).iter().map(|&other| survey.sketch(other));
    let other = others
        .filter(|other| other.vendor == own.vendor)
        .filter(|other| other.path != own.path || other.source != own.source)
        .min_by_key(|other| (!other.is_live, &other.path));
    let tell = |other: &Sketch| {
        let message = format!("the id `{}` is also that of {}", own.id, other.path);
        let help = "give one of them a new id; whatever refers to the id cannot tell them apart";
        peer.about(own.places.id, message).with_help(help)
    };
    other.map(tell).into_iter().collect()
}
