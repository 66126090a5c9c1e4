//! What remains of a rule once it was looked at.

use std::sync::Arc;

use rule::{Fidelity, Language, Reason, Related, Rule, Span};

use super::told::Told;
use super::unknown_field::Doubt;
use crate::alike::{Comparable, Compared, Traits};
use crate::coverage::{Covered, fields};
use crate::entry::Known;
use crate::telemetry::{Kin, Reads};
use crate::{Basis, EventUse, RowUse, rows};

/// A rule without its texts and its logic: its names, and what it is compared with others by. It takes a twentieth
/// of the memory.
#[derive(Debug)]
pub struct Sketch {
    /// The vendor's id.
    pub vendor: Arc<str>,
    /// The name of its source.
    pub source: Arc<str>,
    /// Its file, relative to the source's root.
    pub path: Box<str>,
    /// The line its definition starts on, from one.
    pub line: u32,
    /// Its id.
    pub id: Box<str>,
    /// Its title.
    pub title: Box<str>,
    /// The language of its query.
    pub language: Language,
    /// The file of its query, where that is another one.
    pub query_file: Option<Box<str>>,
    /// How faithfully it was decoded.
    pub fidelity: Fidelity,
    /// Why clauses of it were not decoded.
    pub undecoded: Box<[Reason]>,
    /// Whether it counts.
    pub is_live: bool,
    /// Whether it is to be compared with others; otherwise others are with it.
    pub(super) is_wanted: bool,
    pub(super) has_platform: bool,
    pub(super) is_declared_otherwise: bool,
    /// What there is to say about it alone.
    pub(super) told: Vec<Told>,
    /// What its author asked not to be told.
    pub(super) ignored: Box<[&'static str]>,
    pub(super) places: Places,
    pub(super) related: Box<[Related]>,
    pub(super) doubts: Box<[Doubt]>,
    pub(super) fields: Box<[(Arc<str>, Basis)]>,
    pub(super) traits: Traits,
    pub(super) rows: Box<[RowUse]>,
    pub(super) reads: Box<[Reads]>,
    /// What it reads, once all rules are known.
    pub(super) events: Box<[EventUse]>,
}

/// Where a rule's own part of its file first names something.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) id: Span,
    pub(super) title: Span,
    /// Of each related rule, its id.
    pub(super) related: Box<[Span]>,
}

impl Places {
    pub(super) fn of(rule: &Rule) -> Self {
        Places {
            id: find(rule, &rule.id),
            title: find(rule, rule.title.trim()),
            related: rule.related.iter().map(|it| find(rule, &it.id)).collect(),
        }
    }
}

/// Where a word first stands in a rule's own part of its file.
pub(super) fn find(rule: &Rule, word: &str) -> Span {
    let (start, text) = match rule.span.text(&rule.text) {
        Some(text) if !rule.span.is_none() => (rule.span.start as usize, text),
        _ => (0, &*rule.text),
    };
    match text.find(word) {
        Some(at) if !word.is_empty() => Span::new(start + at, start + at + word.len()),
        _ => Span::NONE,
    }
}

impl Sketch {
    /// What remains of a rule that nothing is to be said about; `name` gives one text for all that have it.
    pub(super) fn new(known: Known, name: impl Fn(&str) -> Arc<str>) -> Self {
        let rule = &known.rule;
        let query = rule.query.as_ref();
        let query_file = query.and_then(|query| query.file.as_deref());
        let undecoded = rule.logic.opaques().into_iter().map(|it| it.why);
        let fields = fields(&known.predicates).into_iter();
        Sketch {
            vendor: name(&rule.vendor),
            source: name(&rule.source),
            path: rule.path.as_str().into(),
            line: rule.line,
            id: rule.id.as_str().into(),
            title: rule.title.as_str().into(),
            language: rule.language(),
            query_file: query_file.map(Into::into),
            fidelity: known.fidelity,
            undecoded: undecoded.collect(),
            is_live: rule.liveness.is_live(),
            is_wanted: false,
            has_platform: !known.facets.platforms.is_empty(),
            is_declared_otherwise: known.declaration.differs(),
            told: Vec::new(),
            ignored: Box::default(),
            places: Places::of(rule),
            related: rule.related.as_slice().into(),
            doubts: Box::default(),
            fields: fields.map(|(field, basis)| (name(field), basis)).collect(),
            rows: rows::uses(&known, |role| role.key).into(),
            reads: known.reads.as_slice().into(),
            events: Box::default(),
            traits: known.traits,
        }
    }

    /// The rule as correlations see it.
    pub(super) fn kin(&self) -> Kin<'_> {
        Kin {
            vendor: &self.vendor,
            id: &self.id,
            is_live: self.is_live,
            related: &self.related,
            reads: &self.reads,
        }
    }

    /// Takes what there is to say about it alone.
    pub(super) fn take_told(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.told)
    }

    /// Whether both are one rule for different products: of one title, in one folder of one source.
    pub(super) fn is_variant_of(&self, other: &Sketch) -> bool {
        self.source == other.source && self.title == other.title && self.folder() == other.folder()
    }

    /// Whether it says that it has to do with another.
    pub(super) fn names(&self, other: &Sketch) -> bool {
        self.related.iter().any(|it| *it.id == *other.id)
    }

    fn folder(&self) -> Option<&str> {
        self.path.rsplit_once('/').map(|(folder, _)| folder)
    }
}

impl<'a> From<&'a Sketch> for Covered<'a> {
    fn from(sketch: &'a Sketch) -> Self {
        Covered {
            vendor: &sketch.vendor,
            has_event: sketch.events.iter().any(|event| event.native),
            has_platform: sketch.has_platform,
            differs: sketch.is_declared_otherwise,
            fields: sketch
                .fields
                .iter()
                .map(|(field, basis)| (&**field, *basis))
                .collect(),
        }
    }
}

impl Comparable for Sketch {
    fn compared(&self) -> Compared<'_> {
        Compared {
            is_live: self.is_live,
            vendor: &self.vendor,
            rows: &self.rows,
            events: &self.events,
            traits: &self.traits,
        }
    }
}
