//! Elastic detection rules (<https://github.com/elastic/detection-rules>, schema in
//! <https://www.elastic.co/docs/api/doc/kibana/operation/operation-createrule>): one rule a TOML file, its query
//! in one of four languages.
//!
//! Endpoint rules (<https://github.com/elastic/protections-artifacts>) are the same with an `id` and an `os_list`, and
//! `[[threat]]` at the top.
//!
//! What a rule asks for beside its query is a part of its logic: [`filters`] as a condition, and what its type
//! adds ([`kind`]) as thresholds and lookups.

mod filters;
mod kind;
mod meaning;
mod places;
mod raw;

use std::sync::Arc;

use query::Decoded;
use rule::{Diagnostic, Language, Logic, Reason, RuleLogic, Span, Step};

use self::places::Places;
use super::{About, Given, Reader, Vendor};
use crate::text_file::TextFile;
use crate::{Problem, attach};

/// The vendor.
pub(super) struct Elastic;

static ABOUT: About = About {
    id: "elastic",
    title: "Elastic",
    mark: "El",
    include: &["**/*.toml"],
    companions: &[],
    exclude: &[
        "hunting/**",
        "detection_rules/**",
        "tests/**",
        "pyproject.toml",
        "**/.*",
    ],
    signs: &[&["[rule]", "rule_id"], &["[rule]", "id", "os_list"]],
};

impl Vendor for Elastic {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn open(&self, _files: &[Arc<TextFile>]) -> Box<dyn Reader> {
        Box::new(Elastic)
    }
}

impl Reader for Elastic {
    fn read(&self, file: &TextFile) -> Result<Given, Problem> {
        let raw: raw::File = toml::from_str(&file.text).map_err(|error| {
            let problem = Problem::error(&file.path, format!("not a rule: {}", error.message()));
            match error.span() {
                Some(span) => problem.at(file, Span::new(span.start, span.end)),
                None => problem,
            }
        })?;
        let mut rule = meaning::rule(file, &raw);
        let mut problems = Vec::new();
        match &raw.rule.query {
            Some(query) => {
                let text = query.get_ref();
                let language = language(&raw.rule);
                let placement = attach::toml_placement(&file.text, query.span(), text);
                let decoded = decode(language, &raw.rule.language, text);
                problems = attach::attach(&mut rule, file, (language, text), &placement, decoded);
            }
            None => rule.logic = RuleLogic::opaque("", Reason::NoQuery, Span::NONE),
        }
        if kind::says_more(&raw.rule) {
            let places = Places::of(&file.text);
            add_condition(&mut rule.logic, filters::lower(places.filters()));
            add_condition(&mut rule.logic, kind::indicators(&raw.rule, &places));
            rule.logic.thresholds.extend(kind::thresholds(&raw.rule, &places));
        }
        Ok(Given::rule(rule, problems))
    }
}

fn language(rule: &raw::Rule) -> Language {
    match rule.language.as_str() {
        "eql" => Language::Eql,
        "kuery" => Language::Kuery,
        "lucene" => Language::Lucene,
        "esql" => Language::Esql,
        _ if rule.r#type == "eql" => Language::Eql,
        _ if rule.r#type == "esql" => Language::Esql,
        "" if !rule.os_list.is_empty() => Language::Eql,
        "" => Language::Kuery,
        _ => Language::None,
    }
}

fn decode(language: Language, word: &str, text: &str) -> Decoded {
    if language == Language::None {
        let span = Span::new(0, text.len());
        let note = Diagnostic::warning(span, format!("the language `{word}` is not read"));
        return Decoded::opaque(text, Reason::Language, note);
    }
    attach::decode(language, text)
}

/// Asks every event of the rule for one condition more.
fn add_condition(logic: &mut RuleLogic, condition: Logic) {
    if condition.is_true() {
        return;
    }
    if logic.steps.is_empty() {
        logic.steps.push(Step::new(None, Logic::TRUE));
    }
    for step in &mut logic.steps {
        let own = std::mem::replace(&mut step.logic, Logic::TRUE);
        step.logic = Logic::all([own, condition.clone()]);
    }
}
