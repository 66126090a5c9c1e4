//! What is known of all rules together, worked out once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rule::Span;

use super::sketch::Sketch;
use super::{Place, Remark};
use crate::alike;
use crate::postings::Postings;
use crate::{Events, RuleIx, Similar};

/// All rules by what tells them apart.
pub(super) struct Survey<'a> {
    pub(super) sketches: &'a [Sketch],
    ids: HashMap<&'a str, Vec<RuleIx>>,
    titles: HashMap<(&'a str, String), Vec<RuleIx>>,
    /// By vendor and provider: the fields that rules write, with how many rules.
    spellings: HashMap<(&'a str, &'a str), BTreeMap<&'a str, usize>>,
    events: &'a Events,
    similar: Vec<Arc<[Similar]>>,
    /// By rule: the first of its family.
    leaders: Vec<RuleIx>,
    /// By the first of each: the live rules of a family.
    families: BTreeMap<RuleIx, Vec<RuleIx>>,
    /// Vendors of which some rule names another of their own.
    relating: BTreeSet<&'a str>,
}

/// A rule among all others.
#[derive(Clone, Copy)]
pub(super) struct Peer<'a> {
    pub(super) survey: &'a Survey<'a>,
    pub(super) index: RuleIx,
    pub(super) sketch: &'a Sketch,
}

impl Peer<'_> {
    /// A remark about a place in the rule's file.
    pub(super) fn about(&self, span: Span, message: impl Into<String>) -> Remark {
        Remark::new(Place::Rule(span), message)
    }

    /// A remark about a place of its logic.
    pub(super) fn at(&self, span: Span, message: impl Into<String>) -> Remark {
        Remark::new(Place::Logic(span), message)
    }
}

impl<'a> Survey<'a> {
    /// Surveys rules in page order, of which so many rows are told.
    pub(super) fn new(sketches: &'a [Sketch], events: &'a Events, rows: usize) -> Self {
        let (similar, leaders) = likeness(sketches, events, rows);
        let mut survey = Survey {
            sketches,
            ids: HashMap::new(),
            titles: HashMap::new(),
            spellings: HashMap::new(),
            events,
            similar,
            leaders,
            families: BTreeMap::new(),
            relating: BTreeSet::new(),
        };
        for (index, sketch) in (0..).zip(sketches) {
            survey.ids.entry(&sketch.id).or_default().push(index);
            if sketch.is_live {
                let title = (&*sketch.vendor, sketch.title.trim().to_lowercase());
                survey.titles.entry(title).or_default().push(index);
                let leader = survey.leaders[index as usize];
                survey.families.entry(leader).or_default().push(index);
                survey.spell(sketch);
            }
        }
        for sketch in sketches {
            let is_own = |&it: &RuleIx| sketches[it as usize].vendor == sketch.vendor;
            let own = |id: &str| survey.with_id(id).iter().any(is_own);
            if sketch.related.iter().any(|it| own(&it.id)) {
                survey.relating.insert(&sketch.vendor);
            }
        }
        survey
    }

    fn spell(&mut self, sketch: &'a Sketch) {
        for provider in providers(self.events, sketch) {
            let known = self.spellings.entry((&sketch.vendor, provider)).or_default();
            for (field, _) in &sketch.fields {
                *known.entry(field).or_default() += 1;
            }
        }
    }

    /// A rule among all others.
    pub(super) fn peer(&'a self, index: RuleIx) -> Peer<'a> {
        Peer {
            survey: self,
            index,
            sketch: self.sketch(index),
        }
    }

    /// A rule.
    pub(super) fn sketch(&self, index: RuleIx) -> &'a Sketch {
        &self.sketches[index as usize]
    }

    /// The rules with an id, of any vendor, set-aside ones included.
    pub(super) fn with_id(&self, id: &str) -> &[RuleIx] {
        self.ids.get(id).map_or(&[], Vec::as_slice)
    }

    /// The live rules of the same vendor with the same title.
    pub(super) fn of_title(&self, sketch: &'a Sketch) -> &[RuleIx] {
        let key = (&*sketch.vendor, sketch.title.trim().to_lowercase());
        self.titles.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The fields that rules of the same vendor write on the events of the same providers, with how many rules.
    pub(super) fn neighbours(&self, sketch: &'a Sketch) -> BTreeMap<&'a str, usize> {
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for provider in providers(self.events, sketch) {
            let known = self.spellings.get(&(&*sketch.vendor, provider));
            for (field, rules) in known.into_iter().flatten() {
                let most = found.entry(field).or_default();
                *most = (*most).max(*rules);
            }
        }
        found
    }

    /// The rules that are most like a rule, nearest first.
    pub(super) fn similar(&self, index: RuleIx) -> &[Similar] {
        &self.similar[index as usize]
    }

    /// The live rules of a rule's family.
    pub(super) fn family(&self, index: RuleIx) -> &[RuleIx] {
        let family = self.families.get(&self.leaders[index as usize]);
        family.map_or(&[], Vec::as_slice)
    }

    /// Whether rules of a vendor name others of the same vendor.
    pub(super) fn relates(&self, vendor: &str) -> bool {
        self.relating.contains(vendor)
    }
}

/// The nearest of each rule, and the first of its family.
fn likeness(sketches: &[Sketch], events: &Events, rows: usize) -> (Vec<Arc<[Similar]>>, Vec<RuleIx>) {
    let live = (0..).zip(sketches).filter(|(_, it)| it.is_live);
    let uses = live.flat_map(|(rule, it)| it.rows.iter().map(move |used| (rule, used)));
    let postings = Postings::new(rows, uses);
    let index = alike::Index::new(sketches, &postings);
    let all: Vec<RuleIx> = (0..).take(sketches.len()).collect();
    let similar = index.nearest(sketches, &all);
    let leaders = alike::assign(sketches, events, &index, &similar);
    (similar, leaders)
}

/// The providers whose events a rule reads itself.
fn providers<'a>(events: &'a Events, sketch: &Sketch) -> BTreeSet<&'a str> {
    let native = sketch.events.iter().filter(|it| it.native);
    native.map(|it| events.get(it.event).provider.as_str()).collect()
}
