//! Families of near-identical rules: copies of one rule must not look like consensus.

use std::cell::OnceCell;
use std::sync::Arc;

use hashbrown::HashMap;
use rayon::prelude::*;
use rule::{Rule, TechniqueId};

use super::index::Index;
use super::{Comparable, Compared, Similar};
use crate::{Class, Events, Mapped, RuleIx, TaggedTechnique, keys};

/// Rules at least this much alike are one.
const SAME: u16 = 850;
/// Rules of one title are one if they are at least this much alike.
const SAME_TITLE: u16 = 350;
/// A title of fewer characters, blanks and punctuation left out, is no sign of a copy.
const SHORTEST_TITLE: usize = 12;

/// Every rule's family: the first rule in page order that it is near-identical with. A rule joins by its
/// likeness to the family's first member, so families do not drift.
///
/// A copy is a rule of the same random id; or of the same title, with a good part of the same rows, or of
/// another vendor and about the same technique (a translation may spell every value in its own way); or one
/// that tells the same indicators about the same telemetry.
pub(crate) fn assign<R: Comparable>(
    rules: &[R],
    events: &Events,
    index: &Index<'_>,
    nearest: &[Arc<[Similar]>],
) -> Vec<RuleIx> {
    let same = same(rules, events, index, nearest);
    let mut ids: HashMap<&str, RuleIx> = HashMap::new();
    let mut titles: HashMap<&str, Vec<RuleIx>> = HashMap::new();
    let mut families: Vec<RuleIx> = Vec::with_capacity(rules.len());
    for (rule, it) in (0..).zip(rules) {
        let is_leader = |other: RuleIx| families.get(other as usize) == Some(&other);
        let it = it.compared();
        let own = it.traits;
        let title = own.title.as_str();
        let leader = same[rule as usize]
            .iter()
            .copied()
            .find(|&other| is_leader(other));
        let leader = leader.or_else(|| own.id.as_deref().and_then(|id| ids.get(id)).copied());
        let leader = leader.or_else(|| {
            let named = titles.get(title).into_iter().flatten().copied();
            named
                .filter(|&other| is_leader(other))
                .find(|&other| is_translation(&it, &rules[other as usize].compared()))
        });
        let family = leader.map_or(rule, |leader| families[leader as usize]);
        families.push(family);
        if let Some(id) = &own.id {
            ids.entry(id).or_insert(family);
        }
        if title.len() >= SHORTEST_TITLE && family == rule {
            titles.entry(title).or_default().push(rule);
        }
    }
    families
}

/// The neighbours of each rule that are one with it by what they share, nearest first.
fn same<R: Comparable>(
    rules: &[R],
    events: &Events,
    index: &Index<'_>,
    nearest: &[Arc<[Similar]>],
) -> Vec<Vec<RuleIx>> {
    let provider_of = providers(events);
    let traits = |rule: RuleIx| rules[rule as usize].compared().traits;
    let candidate = |rule: RuleIx| Candidate::new(rules[rule as usize].compared(), &provider_of);
    let same = |(rule, near): (usize, &Arc<[Similar]>)| {
        let rule = rule as RuleIx;
        let title = traits(rule).title.as_str();
        // Few rules have a neighbour near enough to be looked at so closely.
        let mine = OnceCell::new();
        let is_like = |other: RuleIx| mine.get_or_init(|| candidate(rule)).is_like(&candidate(other));
        let is_same = |it: &&Similar| {
            let same_rule = it.score >= SAME && index.is_telling(rule, it.rule, it.score) && is_like(it.rule);
            let has_title = || !title.is_empty() && title == traits(it.rule).title;
            same_rule || (it.score >= SAME_TITLE && has_title())
        };
        near.iter().filter(is_same).map(|it| it.rule).collect()
    };
    nearest
        .par_iter()
        .enumerate()
        .with_max_len(256)
        .map(same)
        .collect()
}

/// What of a rule's own words tells copies apart.
#[derive(Debug)]
pub(crate) struct Traits {
    /// Without case, punctuation and blanks.
    title: String,
    /// Only random ids identify a rule across vendors.
    id: Option<String>,
    /// Without sub-techniques; few, and some may stand twice.
    techniques: Box<[TechniqueId]>,
    /// Whether everything was decoded, and some of it tells an indicator.
    is_telling: bool,
}

impl Traits {
    pub(crate) fn new(rule: &Rule, techniques: &[TaggedTechnique], predicates: &[Mapped]) -> Self {
        let mut predicates = predicates.iter();
        Traits {
            title: plain(&rule.title),
            id: is_random_id(&rule.id).then(|| rule.id.to_lowercase()),
            techniques: techniques.iter().map(|it| it.id.parent()).collect(),
            is_telling: rule.logic.opaques().is_empty() && predicates.any(indicates),
        }
    }
}

/// Whether a predicate makes an indicator that a rule looks for.
fn indicates(it: &Mapped) -> bool {
    it.class == Class::Indicator && it.leaf.scope.is_positive() && !keys::places(it).is_empty()
}

/// A rule as families see it.
struct Candidate<'a> {
    vendor: &'a str,
    /// What it reads itself: numbers of providers, sorted.
    providers: Vec<u32>,
    /// What it reads itself or by an equivalent.
    visible: Vec<u32>,
    /// Whether its rows tell it from others.
    is_telling: bool,
}

impl<'a> Candidate<'a> {
    fn new(rule: Compared<'a>, provider_of: &[u32]) -> Self {
        let provider = |it: &crate::EventUse| provider_of[it.event as usize];
        let sorted = |mut providers: Vec<u32>| {
            providers.sort_unstable();
            providers.dedup();
            providers
        };
        Candidate {
            vendor: rule.vendor,
            providers: sorted(rule.events.iter().filter(|it| it.native).map(provider).collect()),
            visible: sorted(rule.events.iter().map(provider).collect()),
            is_telling: rule.traits.is_telling,
        }
    }

    /// Whether equal rows make them one rule: a vendor writes the same condition for many products, and each
    /// such rule stands for itself.
    fn is_like(&self, other: &Candidate<'_>) -> bool {
        let same_telemetry = if self.vendor == other.vendor {
            self.providers == other.providers
        } else {
            self.visible
                .iter()
                .any(|it| other.visible.binary_search(it).is_ok())
        };
        self.is_telling && other.is_telling && same_telemetry
    }
}

/// Whether two rules of one title are one in two vendors' words, by their technique.
fn is_translation(one: &Compared<'_>, other: &Compared<'_>) -> bool {
    let others = &other.traits.techniques;
    one.vendor != other.vendor && one.traits.techniques.iter().any(|it| others.contains(it))
}

/// A number for each event's provider.
fn providers(events: &Events) -> Vec<u32> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut of = Vec::new();
    for (_, event) in events.iter() {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        of.push(*numbers.entry(&event.provider).or_insert(next));
    }
    of
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
