//! The logic tree as a list of tokens that a template can set without recursion.

use catalog::Entry;
use rule::{Logic, Operator, Predicate, Quantifier, Step, Threshold};
use serde::Serialize;

use super::source::Marks;
use crate::book::Book;
use crate::fragment::Value;

/// Values shown before the rest is folded away.
const SHOWN_VALUES: usize = 12;

/// About how many bytes of HTML the logic of one page may take: enough for the longest lists that people write. The
/// data beside the page has what is left out.
const ROOM: usize = 384 * 1024;
/// What a line costs beside its values, and a value beside its text.
const LINE: usize = 300;
const VALUE: usize = 16;

/// A rule's logic, ready to be set.
#[derive(Debug, Serialize)]
pub(crate) struct LogicView {
    relation: &'static str,
    within: Option<String>,
    by: Vec<String>,
    steps: Vec<StepView>,
    thresholds: Vec<String>,
    fidelity: &'static str,
    losses: Vec<&'static str>,
    /// Clauses and values for which there was no room.
    left_out: LeftOut,
}

#[derive(Debug, Default, Serialize)]
struct LeftOut {
    clauses: usize,
    values: usize,
}

#[derive(Debug, Serialize)]
struct StepView {
    number: usize,
    alias: Option<String>,
    source: Option<String>,
    absent: bool,
    /// Whether it is a condition on the rows that the other steps give.
    over_rows: bool,
    tokens: Vec<Token>,
}

/// `open` and `close` bracket a block; everything else is a line.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Token {
    Open {
        label: &'static str,
        negated: bool,
    },
    Close,
    Pred(Line),
    Opaque {
        text: Value,
        why: &'static str,
        negated: bool,
        mark: usize,
    },
}

#[derive(Debug, Serialize)]
struct Line {
    /// The concept's name, or the field as authored when it has none.
    field: String,
    href: String,
    /// The field as authored, where it differs.
    authored: String,
    op: &'static str,
    op_id: &'static str,
    values: Vec<Value>,
    more: Vec<Value>,
    all: bool,
    cased: bool,
    via: Option<String>,
    negated: bool,
    /// The passage of the original text it was read from; 0 when not known.
    mark: usize,
}

impl LogicView {
    pub(crate) fn new(book: &Book<'_>, entry: &Entry, marks: &Marks) -> Self {
        let logic = &entry.rule.logic;
        let mut setter = Setter {
            book,
            entry,
            marks,
            tokens: Vec::new(),
            room: ROOM,
            left_out: LeftOut::default(),
        };
        let stage = |(i, step): (usize, &Step)| {
            let room = setter.room;
            setter.set(&step.logic, false);
            let view = StepView {
                number: i + 1,
                alias: step.alias.clone(),
                source: step.source.clone(),
                absent: step.absent,
                over_rows: i == logic.steps.len(),
                tokens: std::mem::take(&mut setter.tokens),
            };
            (room > 0).then_some(view)
        };
        // That all rows are findings is nothing to show.
        let shown =
            logic.steps.len() + usize::from(logic.rows.as_ref().is_some_and(|rows| !rows.logic.is_true()));
        let is_single = logic.steps.len() < 2;
        let steps = logic.stages().take(shown).enumerate().filter_map(stage).collect();
        LogicView {
            relation: logic.relation.id(),
            within: logic.within.clone(),
            by: logic.by.clone(),
            steps,
            thresholds: logic
                .thresholds
                .iter()
                .map(|it| threshold(it, is_single))
                .collect(),
            fidelity: logic.fidelity().id(),
            losses: logic.losses.iter().map(|loss| loss.explain()).collect(),
            left_out: setter.left_out,
        }
    }
}

struct Setter<'a> {
    book: &'a Book<'a>,
    entry: &'a Entry,
    marks: &'a Marks,
    tokens: Vec<Token>,
    /// What is left of [`ROOM`].
    room: usize,
    left_out: LeftOut,
}

impl Setter<'_> {
    fn set(&mut self, logic: &Logic, negated: bool) {
        if self.room == 0 {
            logic.for_each_leaf(&mut |_| self.left_out.clauses += 1);
            return;
        }
        self.room = self.room.saturating_sub(LINE);
        match logic {
            Logic::Not(inner) => self.set(inner, !negated),
            Logic::All(parts) | Logic::Any(parts) => {
                let label = match (logic, negated) {
                    (Logic::All(_), false) => "all of",
                    (Logic::All(_), true) => "not all of",
                    (_, false) => "any of",
                    (_, true) => "none of",
                };
                self.tokens.push(Token::Open { label, negated });
                parts.iter().for_each(|part| self.set(part, false));
                self.tokens.push(Token::Close);
            }
            Logic::Opaque(opaque) => self.tokens.push(Token::Opaque {
                text: Value::new(&opaque.text),
                why: opaque.why.explain(),
                negated,
                mark: self.marks.of(opaque.span),
            }),
            Logic::Pred(predicate) => {
                let line = self.line(predicate, negated);
                self.tokens.push(Token::Pred(line));
            }
        }
    }

    /// As many of the values as there is room for.
    fn values(&mut self, values: &[String]) -> Vec<Value> {
        let mut shown = Vec::new();
        for value in values {
            if self.room == 0 {
                break;
            }
            let value = Value::new(value);
            self.room = self.room.saturating_sub(VALUE + value.text.len());
            shown.push(value);
        }
        self.left_out.values += values.len() - shown.len();
        shown
    }

    fn line(&mut self, predicate: &Predicate, negated: bool) -> Line {
        let mut values: Vec<Value> = match (predicate.op, predicate.values.as_slice()) {
            (Operator::Length, [op, number]) => vec![Value::new(&format!("{} {number}", comparison(op)))],
            (_, values) => self.values(values),
        };
        let more = values.split_off(values.len().min(SHOWN_VALUES));
        let (concept, href) = self.concept(predicate);
        let authored = if concept == predicate.field {
            String::new()
        } else {
            predicate.field.clone()
        };
        Line {
            field: concept,
            href,
            authored,
            op: predicate.op.phrase(),
            op_id: predicate.op.id(),
            values,
            more,
            all: predicate.quantifier == Quantifier::All,
            cased: predicate.case_sensitive,
            via: predicate.via.clone(),
            negated,
            mark: self.marks.of(predicate.span),
        }
    }

    /// The concept an authored field stands for, and its page: that of the concept the rows count it under, when
    /// it has none of its own.
    fn concept(&self, predicate: &Predicate) -> (String, String) {
        let mut found = self
            .entry
            .predicates
            .iter()
            .map(|it| (it, &it.leaf.predicate))
            .filter(|(_, it)| it.field == predicate.field && it.alias_of == predicate.alias_of);
        let Some((mapped, _)) = found.next() else {
            return (predicate.field.clone(), String::new());
        };
        let own = self.book.places.field(&mapped.concept);
        let href = if own.is_empty() {
            self.book.places.field(&mapped.folded_concept)
        } else {
            own
        };
        (mapped.concept.clone(), href.to_owned())
    }
}

fn comparison(op: &str) -> &str {
    match op {
        "gt" => ">",
        "gte" => "≥",
        "lt" => "<",
        "lte" => "≤",
        _ => "=",
    }
}

fn threshold(it: &Threshold, is_single: bool) -> String {
    let alternatives: Vec<String> = it.alternatives().map(|it| aggregate(it, is_single)).collect();
    alternatives.join(" or ")
}

fn aggregate(it: &Threshold, is_single: bool) -> String {
    let mut text = format!(
        "{}({}) {} {}",
        it.function,
        it.of.as_deref().unwrap_or("events"),
        it.op.phrase(),
        it.value
    );
    if !it.by.is_empty() {
        text += &format!(" for each {}", it.by.join(", "));
    }
    if let Some(within) = &it.within {
        text += &format!(" within {within}");
    }
    if let Some(step) = it.step.filter(|_| !is_single) {
        text += &format!(" in step {}", step + 1);
    }
    text
}
