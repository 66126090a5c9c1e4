//! From remarks to findings.

use super::subject::Subject;
use super::survey::Peer;
use super::{Finding, KINDS, Kind, Look, Place, Remark};
use crate::RuleIx;

/// How many findings of one kind are told about one rule: whoever mends that many runs again.
const MOST_TOLD: usize = 100;

/// A remark with its kind.
#[derive(Debug)]
pub(super) struct Told {
    kind: &'static Kind,
    remark: Remark,
}

impl Told {
    pub(super) fn place(&self) -> Place {
        self.remark.place
    }

    /// The same, as a finding about a rule.
    pub(super) fn about(self, rule: RuleIx) -> Finding {
        let Told { kind, remark } = self;
        Finding {
            code: kind.code,
            level: remark.level.unwrap_or(kind.level),
            rule,
            place: remark.place,
            message: remark.message,
            help: remark.help,
        }
    }
}

/// What there is to say about a rule whatever others there are.
pub(super) fn alone(subject: &Subject<'_>, ignored: &[&str]) -> Vec<Told> {
    told(ignored, |kind| match kind.look {
        Look::Alone(look) => look(subject),
        Look::Among(_) => Vec::new(),
    })
}

/// What there is to say about a rule among all others.
pub(super) fn among(peer: &Peer<'_>) -> Vec<Told> {
    told(&peer.sketch.ignored, |kind| match kind.look {
        Look::Alone(_) => Vec::new(),
        Look::Among(look) => look(peer),
    })
}

fn told(ignored: &[&str], look: impl Fn(&Kind) -> Vec<Remark>) -> Vec<Told> {
    let kinds = KINDS.iter().filter(|kind| !ignored.contains(&kind.code));
    let told = kinds.flat_map(|&kind| {
        let remarks = shortened(look(kind)).into_iter();
        remarks.map(move |remark| Told { kind, remark })
    });
    told.collect()
}

/// Leaves the first so many remarks of a kind about one rule, by place, and says how many more there are.
fn shortened(mut remarks: Vec<Remark>) -> Vec<Remark> {
    remarks.sort_by_key(|it| it.place);
    if remarks.len() > MOST_TOLD {
        let more = remarks.split_off(MOST_TOLD);
        let message = format!("{} more places of this rule are like the last", more.len());
        let worst = more.iter().filter_map(|it| it.level).max();
        let rest = Remark::new(more[0].place, message).with_help("mend the first ones and check again");
        remarks.push(Remark { level: worst, ..rest });
    }
    remarks
}
