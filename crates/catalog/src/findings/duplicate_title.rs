//! Titles that stand for more than one rule of a vendor.

use rule::Level;

use super::survey::Peer;
use super::{Kind, Look, Remark};

pub(super) static KIND: Kind = Kind {
    code: "duplicate-title",
    title: "Two rules of one vendor have the same title",
    level: Level::Note,
    look: Look::Among(look),
};

/// Variants of one rule for several products share a folder and a title, and copies of a rule its id.
fn look(peer: &Peer<'_>) -> Vec<Remark> {
    let (survey, own) = (peer.survey, peer.sketch);
    let mut others = survey.of_title(own).iter().map(|&other| survey.sketch(other));
    let Some(other) = others.find(|other| other.id != own.id && !own.is_variant_of(other)) else {
        return Vec::new();
    };
    let message = format!("`{}` is also the title of {}", own.title.trim(), other.path);
    let help = "say in the title what sets them apart: an alert that shows it names one rule";
    vec![peer.about(own.places.title, message).with_help(help)]
}
