//! The index of the search has what people type.

use rule::{Language, Operator, Query, Rule, Span};

use crate::sample::{rule, settings, site, site_of, text};

fn asked(slug: &str, query: &str) -> Rule {
    let mut it = rule("sigma", slug, "Image", Operator::Eq, "a.exe");
    it.query = Some(Query {
        language: Language::Kusto,
        text: query.to_owned(),
        span: Span::NONE,
        file: None,
    });
    it
}

/// The places of a word, as the page's script adds them up.
fn places(files: &[site::Rendered], word: &str) -> Option<Vec<u64>> {
    let pair = format!("search/q-{}.js", &word[..2]);
    let rest = format!("search/q-{}_.js", &word[..1]);
    let name = if files.iter().any(|file| file.route.as_str() == pair) {
        pair
    } else {
        rest
    };
    let script = text(files, &name);
    let json = script.split_once(',')?.1.trim_end().strip_suffix(')')?;
    let shard: serde_json::Value = serde_json::from_str(json).expect("the index is JSON");
    let steps = shard["words"]
        .get(word)?
        .as_array()?
        .iter()
        .filter_map(|step| step.as_u64());
    let sums = steps.scan(0, |sum, step| {
        *sum += step;
        Some(*sum)
    });
    Some(sums.collect())
}

#[test]
fn functions_and_tables_of_a_query_lead_to_its_rule() {
    let files = site(vec![
        asked("a", "DeviceNetworkEvents | where ipv4_is_private(RemoteIP)"),
        asked("b", "SigninLogs | summarize make_set(UserAgent)"),
        asked("c", "SigninLogs | extend x = parse_json(LocationDetails)"),
    ]);
    assert_eq!(places(&files, "devicenetworkevents"), Some(vec![0]));
    assert_eq!(places(&files, "ipv4"), Some(vec![0]));
    assert_eq!(places(&files, "parse"), Some(vec![2]));
    assert_eq!(
        places(&files, "title"),
        None,
        "a word of most rules tells none apart"
    );
}

#[test]
fn a_text_that_may_not_be_published_is_not_in_the_index_either() {
    let mut settings = settings();
    settings.sources.iter_mut().for_each(|source| source.full = false);
    let rules = vec![
        asked("a", "SecretTable | where Image == 'a.exe' // inhouse"),
        rule("sigma", "b", "Image", Operator::Eq, "other.exe"),
        rule("sigma", "c", "Image", Operator::Eq, "third.exe"),
    ];
    let files = site_of(rules, &settings);
    assert_eq!(places(&files, "secrettable"), None);
    assert_eq!(places(&files, "other"), Some(vec![1]), "what the page shows is");
}
