//! Families of near-identical rules: copies of one rule must not look like consensus.

use std::collections::{BTreeSet, HashMap};

use super::Similar;
use super::index::Index;
use crate::{Class, Entry, Events, Rows, RuleIx};

/// Rules at least this much alike are one.
const SAME: u16 = 850;
/// Rules of one title are one if they are at least this much alike.
const SAME_TITLE: u16 = 350;
/// A title of fewer characters, blanks and punctuation left out, is no sign of a copy.
const SHORTEST_TITLE: usize = 12;

/// Gives every rule its family: the first rule in page order that it is near-identical with. A rule joins by its
/// likeness to the family's first member, so families do not drift.
///
/// A copy is a rule of the same random id; or of the same title, with a good part of the same rows, or of
/// another vendor and about the same technique (a translation may spell every value in its own way); or one
/// that tells the same indicators about the same telemetry.
pub(crate) fn assign(
    entries: &mut [Entry],
    rows: &Rows,
    events: &Events,
    index: &Index,
    nearest: &[Vec<Similar>],
) {
    let traits: Vec<Traits> = entries
        .iter()
        .map(|entry| Traits::new(entry, rows, events))
        .collect();
    let mut ids: HashMap<&str, RuleIx> = HashMap::new();
    let mut titles: HashMap<&str, Vec<RuleIx>> = HashMap::new();
    let mut families: Vec<RuleIx> = Vec::with_capacity(entries.len());
    for (rule, own) in (0..).zip(&traits) {
        let is_leader = |other: RuleIx| families.get(other as usize) == Some(&other);
        let near = nearest[rule as usize]
            .iter()
            .filter(|it| is_leader(it.rule))
            .find(|it| {
                let other = &traits[it.rule as usize];
                let same_title = !own.title.is_empty() && own.title == other.title;
                let same_rule =
                    it.score >= SAME && own.is_like(other) && index.is_telling(rule, it.rule, it.score);
                same_rule || (same_title && it.score >= SAME_TITLE)
            });
        let leader = near.map(|it| it.rule);
        let leader = leader.or_else(|| own.id.as_deref().and_then(|id| ids.get(id)).copied());
        let leader = leader.or_else(|| {
            let named = titles.get(own.title.as_str()).into_iter().flatten().copied();
            named
                .filter(|&other| is_leader(other))
                .find(|&other| own.is_translation_of(&traits[other as usize]))
        });
        let family = leader.map_or(rule, |leader| families[leader as usize]);
        families.push(family);
        if let Some(id) = &own.id {
            ids.entry(id).or_insert(family);
        }
        if own.title.len() >= SHORTEST_TITLE && family == rule {
            titles.entry(&own.title).or_default().push(rule);
        }
    }
    for (entry, family) in entries.iter_mut().zip(families) {
        entry.family = family;
    }
}

/// What of a rule tells copies apart.
struct Traits {
    vendor: String,
    /// Without case, punctuation and blanks.
    title: String,
    /// Only random ids identify a rule across vendors.
    id: Option<String>,
    techniques: BTreeSet<String>,
    /// What it reads itself.
    providers: BTreeSet<String>,
    /// What it reads itself or by an equivalent.
    visible: BTreeSet<String>,
    /// Whether everything was decoded, and some of it tells an indicator.
    is_comparable: bool,
}

impl Traits {
    fn new(entry: &Entry, rows: &Rows, events: &Events) -> Self {
        let rule = &entry.rule;
        let indicates = |it: &crate::RowUse| !it.excluded && rows.get(it.row).class == Class::Indicator;
        let provider = |it: &crate::EventUse| events.get(it.event).provider.clone();
        Traits {
            vendor: rule.vendor.clone(),
            title: plain(&rule.title),
            id: is_random_id(&rule.id).then(|| rule.id.to_lowercase()),
            techniques: entry
                .techniques
                .iter()
                .map(|it| it.id.parent().to_string())
                .collect(),
            providers: entry.events.iter().filter(|it| it.native).map(provider).collect(),
            visible: entry.events.iter().map(provider).collect(),
            is_comparable: rule.logic.opaques().is_empty() && entry.rows.iter().any(indicates),
        }
    }

    /// Whether equal rows make them one rule: a vendor writes the same condition for many products, and each
    /// such rule stands for itself.
    fn is_like(&self, other: &Traits) -> bool {
        let same_telemetry = if self.vendor == other.vendor {
            self.providers == other.providers
        } else {
            !self.visible.is_disjoint(&other.visible)
        };
        self.is_comparable && other.is_comparable && same_telemetry
    }

    /// Whether they are one rule in two vendors' words, by their title and technique.
    fn is_translation_of(&self, other: &Traits) -> bool {
        self.vendor != other.vendor && !self.techniques.is_disjoint(&other.techniques)
    }
}

/// A random id: `8-4-4-4-12` hexadecimal digits.
fn is_random_id(id: &str) -> bool {
    let mut lengths = id.split('-').map(str::len);
    let is_uuid = [8, 4, 4, 4, 12]
        .iter()
        .all(|length| lengths.next() == Some(*length));
    is_uuid && lengths.next().is_none() && id.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

/// A title without case, punctuation and blanks.
fn plain(title: &str) -> String {
    title
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
