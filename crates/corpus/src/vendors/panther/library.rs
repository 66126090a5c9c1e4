//! What detections take from other files: Python sources, helper modules, saved queries.

use std::collections::BTreeMap;
use std::sync::Arc;

use query::python::Library;

use super::raw::Raw;
use crate::text_file::TextFile;
use crate::yaml_rule::{self, Parsed};

/// The types of files that serve detections.
const QUERY: &str = "scheduled_query";
const SAVED_QUERY: &str = "saved_query";
const MODULE: &str = "global";

/// The files of a source that serve its detections.
pub(super) struct Corpus {
    /// Python files by path.
    pub(super) sources: BTreeMap<String, Arc<TextFile>>,
    /// Helper modules by the name they are imported under.
    pub(super) library: Library,
    /// Saved queries by name: the file they stand in and their text.
    pub(super) queries: BTreeMap<String, (String, String)>,
}

impl Corpus {
    /// Looks through all files.
    pub(super) fn gather(files: &[Arc<TextFile>]) -> Self {
        let python = files.iter().filter(|file| file.path.ends_with(".py"));
        let mut corpus = Corpus {
            sources: python.map(|file| (file.path.clone(), Arc::clone(file))).collect(),
            library: Library::default(),
            queries: BTreeMap::new(),
        };
        for file in files {
            match analysis_type(&file.text) {
                QUERY | SAVED_QUERY => corpus.add_query(file),
                MODULE => corpus.add_module(file),
                _ => {}
            }
        }
        corpus
    }

    fn add_query(&mut self, file: &TextFile) {
        if let Ok(Parsed { raw, .. }) = yaml_rule::parse::<Raw>(file) {
            let texts = [raw.query, raw.snowflake_query, raw.athena_query];
            let query = texts.into_iter().find(|text| !text.is_empty());
            self.queries
                .insert(raw.query_name, (file.path.clone(), query.unwrap_or_default()));
        }
    }

    fn add_module(&mut self, file: &TextFile) {
        let Ok(Parsed { raw, .. }) = yaml_rule::parse::<Raw>(file) else {
            return;
        };
        if let Some(source) = self.sources.get(super::beside(file, &raw.filename).as_str()) {
            self.library
                .modules
                .insert(raw.global_id, source.text.to_string());
        }
    }
}

/// Whether [`Corpus::gather`] takes anything from a file.
pub(super) fn is_shared(file: &TextFile) -> bool {
    file.path.ends_with(".py") || matches!(analysis_type(&file.text), QUERY | SAVED_QUERY | MODULE)
}

/// The value of the key `AnalysisType`, found without parsing the file.
fn analysis_type(text: &str) -> &str {
    let value = text.lines().find_map(|line| line.strip_prefix("AnalysisType:"));
    let value = value.and_then(|value| value.split('#').next());
    value.unwrap_or_default().trim().trim_matches(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::analysis_type;

    #[test]
    fn the_type_is_found_wherever_it_stands() {
        assert_eq!(
            analysis_type("RuleID: a\nAnalysisType: \"global\" # b\n"),
            "global"
        );
        assert_eq!(analysis_type("RuleID: a\n"), "");
    }
}
