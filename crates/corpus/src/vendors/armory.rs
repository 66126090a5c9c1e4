//! Anvilogic Armory (<https://github.com/anvilogic-forge/armory>): one search a YAML file, in SPL or in
//! Snowflake's SQL. A use case is a folder with up to five files, one a source of telemetry.

use std::sync::Arc;

use rule::{Language, Reason, Rule};
use serde::Deserialize;

use super::{About, Given, Reader, Vendor};
use crate::loose::{text, words};
use crate::text_file::TextFile;
use crate::yaml_rule::Parsed;
use crate::{Problem, attach, attack_tags, yaml_rule};

/// The vendor.
pub(super) struct Armory;

static ABOUT: About = About {
    id: "armory",
    title: "Anvilogic Armory",
    mark: "Av",
    include: &["**/*.yml", "**/*.yaml"],
    companions: &[],
    exclude: &["**/.*"],
    signs: &[&["logic", "logic_format"]],
};

impl Vendor for Armory {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn open(&self, _files: &[Arc<TextFile>]) -> Box<dyn Reader> {
        Box::new(Armory)
    }
}

/// A detection as written.
#[derive(Deserialize)]
struct Raw {
    #[serde(default, deserialize_with = "text")]
    id: String,
    title: String,
    #[serde(default, deserialize_with = "text")]
    description: String,
    #[serde(default, deserialize_with = "text")]
    logic_format: String,
    logic: String,
    /// `tactic:technique:sub-technique`, all of them names.
    #[serde(default, deserialize_with = "words")]
    techniques: Vec<String>,
    #[serde(default, deserialize_with = "words")]
    technique_id: Vec<String>,
    #[serde(default, deserialize_with = "words")]
    data_category: Vec<String>,
    #[serde(default, deserialize_with = "words")]
    references: Vec<String>,
}

impl Reader for Armory {
    fn read(&self, file: &TextFile) -> Result<Given, Problem> {
        let Parsed::<Raw> { raw, mut problems } = yaml_rule::parse(file)?;
        let mut rule = rule(file, &raw);
        let language = match raw.logic_format.to_ascii_lowercase().as_str() {
            "splunk" => Language::Spl,
            "snowflake" => Language::Sql,
            _ => Language::None,
        };
        let mut decoded = attach::decode(language, &raw.logic);
        if language == Language::None {
            let known = "`splunk` and `snowflake` are known";
            let message = format!("the format `{}` is not read: {known}", raw.logic_format);
            decoded = query::Decoded::opaque(
                &raw.logic,
                Reason::Language,
                rule::Diagnostic::warning(rule::Span::NONE, message),
            );
        }
        problems.extend(attach::attach_yaml(
            &mut rule,
            file,
            "logic",
            (language, &raw.logic),
            decoded,
        ));
        Ok(Given::rule(rule, problems))
    }
}

fn rule(file: &TextFile, raw: &Raw) -> Rule {
    let mut rule = Rule {
        id: raw.id.clone(),
        title: raw.title.trim().to_owned(),
        description: raw.description.trim().to_owned(),
        tags: [&raw.technique_id[..], &raw.techniques].concat(),
        references: raw.references.clone(),
        ..Rule::default()
    };
    for id in &raw.technique_id {
        attack_tags::technique(&mut rule, id, id);
    }
    for path in &raw.techniques {
        let tactic = path.split(':').next().unwrap_or_default();
        attack_tags::tactic(&mut rule, tactic);
    }
    for category in &raw.data_category {
        rule.log_source.push("data_category", category);
    }
    // The file is named `use_case-format-source`.
    if let Some((_, source)) = file.stem().rsplit_once('-') {
        rule.log_source.push("source", source);
    }
    if let Some(use_case) = file
        .folder()
        .rsplit('/')
        .next()
        .filter(|folder| !folder.is_empty())
    {
        rule.facts.insert("use_case", use_case.to_owned());
    }
    if !raw.logic_format.is_empty() {
        rule.facts.insert("logic_format", raw.logic_format.clone());
    }
    rule
}
