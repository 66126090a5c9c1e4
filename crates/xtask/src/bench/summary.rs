//! What `gen --message-format json` says of itself at its end.

use serde_json::Value;

/// The summary line of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Summary {
    /// Stages in order, with their seconds.
    pub(super) stages: Vec<(String, f64)>,
    /// Files written.
    pub(super) written: u64,
    /// Files of an earlier build that the site no longer has.
    pub(super) removed: u64,
    /// Rules that count.
    pub(super) live: u64,
}

impl Summary {
    /// The last line of a run's output; nothing that is no summary.
    pub(super) fn of(output: &str) -> Option<Summary> {
        let value: Value = serde_json::from_str(output.lines().last()?).ok()?;
        if value.get("kind")?.as_str()? != "summary" {
            return None;
        }
        let stage = |it: &Value| {
            Some((
                it.get("stage")?.as_str()?.to_owned(),
                it.get("seconds")?.as_f64()?,
            ))
        };
        let stages = value
            .get("stages")?
            .as_array()?
            .iter()
            .filter_map(stage)
            .collect();
        let number = |key: &str| value.get(key).and_then(Value::as_u64).unwrap_or_default();
        let live = value.get("sources")?.as_array()?.iter();
        Some(Summary {
            stages,
            written: number("written"),
            removed: number("removed"),
            live: live.filter_map(|it| it.get("live")?.as_u64()).sum(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Summary;

    #[test]
    fn the_last_line_is_the_summary() {
        let output = "{\"kind\":\"problem\"}\n{\"kind\":\"summary\",\"sources\":[{\"live\":2},{\"live\":3}],\
                      \"written\":4,\"stages\":[{\"stage\":\"write\",\"seconds\":0.5}]}\n";
        let summary = Summary::of(output).expect("a summary");
        assert_eq!((summary.live, summary.written, summary.removed), (5, 4, 0));
        assert_eq!(summary.stages, [("write".to_owned(), 0.5)]);
        assert!(Summary::of("{\"kind\":\"problem\"}").is_none());
    }
}
