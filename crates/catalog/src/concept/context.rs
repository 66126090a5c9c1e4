//! What is known about the event a field belongs to.

use super::without_indices;

/// What is known about the event a field belongs to, for spellings that mean something else elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The rule's vendor.
    pub vendor: String,
    /// The step's source.
    pub source: Option<String>,
    /// The provider that unknown fields are kept under.
    pub provider: Option<String>,
    /// Whether that provider is a Windows event log.
    pub is_windows_log: bool,
    words: Vec<String>,
}

impl Context {
    /// A context without words.
    pub fn new(vendor: &str, source: Option<&str>) -> Self {
        let mut context = Context {
            vendor: vendor.to_owned(),
            source: source.map(str::to_owned),
            ..Context::default()
        };
        if let Some(source) = source {
            context.tell(source);
        }
        context
    }

    /// Adds a text and the words it is made of: product, category, service, table, event type, event id.
    pub fn tell(&mut self, text: &str) {
        let lower = text.to_lowercase();
        let parts = lower.split(['/', ' ', '.', ',', ':', '-', '`', '*']);
        self.words
            .extend(parts.filter(|word| !word.is_empty()).map(str::to_owned));
        self.words.push(lower);
    }

    /// Adds what `means` says about the words known so far, and makes them fit to be looked up.
    pub(crate) fn settle<'a>(&mut self, means: impl Fn(&str) -> &'a [String]) {
        let more: Vec<String> = self
            .words
            .iter()
            .flat_map(|word| means(word).iter().map(|it| it.to_lowercase()))
            .collect();
        self.words.extend(more);
        self.words.sort_unstable();
        self.words.dedup();
    }

    /// Whether one of the words is `word`, given in lower case. Only after everything was told.
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }

    /// The name of a field that no concept stands for: data of a Windows event as Elastic's agents name it,
    /// else its own spelling under its provider, so that `type` of one service never meets `type` of another.
    pub(crate) fn kept(&self, field: &str) -> Option<String> {
        let provider = self.provider.as_deref()?;
        let plain = without_indices(field);
        if self.is_windows_log && !plain.contains('.') {
            return Some(format!("winlog.event_data.{plain}"));
        }
        Some(format!("{provider}:{plain}"))
    }
}
