//! The files that scripts edit, and the versions they get.

/// A file that a script may write.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) path: &'static str,
    /// Its versions, some of them broken.
    pub(super) versions: &'static [&'static str],
    /// Whether it is there at the start, in its first version.
    pub(super) standing: bool,
}

const fn at_start(path: &'static str, versions: &'static [&'static str]) -> File {
    File {
        path,
        versions,
        standing: true,
    }
}

const fn later(path: &'static str, versions: &'static [&'static str]) -> File {
    File {
        path,
        versions,
        standing: false,
    }
}

macro_rules! sigma {
    ($id:literal, $title:literal, $parent:literal, $filter:literal) => {
        concat!(
            "title: ",
            $title,
            "\nid: 6d0d0c52-0000-4000-8000-00000000000",
            $id,
            "\nstatus: test\n",
            "description: An office program starts ",
            $parent,
            ".\nlogsource:\n    category: process_creation\n",
            "    product: windows\ndetection:\n    selection:\n        ParentImage|endswith: '\\",
            $parent,
            "'\n",
            "    filter:\n        CommandLine|contains: '",
            $filter,
            "'\n    condition: selection and not filter\n",
            "level: high\ntags:\n    - attack.execution\n    - attack.t1204.002\n"
        )
    };
}

macro_rules! splunk {
    ($id:literal, $title:literal, $search:literal) => {
        concat!(
            "name: ",
            $title,
            "\nid: 2b1f8f0e-0000-4000-8000-00000000000",
            $id,
            "\nversion: 1\ndate: '2025-01-01'\n",
            "author: The gen authors\nstatus: production\ntype: TTP\ndescription: A search.\ndata_source:\n",
            "  - Sysmon EventID 1\nsearch: '",
            $search,
            "'\ntags:\n  mitre_attack_id:\n    - T1059\n"
        )
    };
}

macro_rules! python {
    ($test:literal) => {
        concat!(
            "from own_helpers import is_known\n\n\ndef rule(event):\n    return event.get(\"action\") == \"",
            $test,
            "\" and not is_known(event)\n"
        )
    };
}

const PYTHON_RULE: &str = "AnalysisType: rule\nFilename: key.py\nRuleID: \"Own.Key\"\nDisplayName: \"Key Added\"\n\
    Enabled: true\nLogTypes:\n  - GitHub.Audit\nReports:\n  MITRE ATT&CK:\n    - TA0003:T1098\nSeverity: Low\n\
    Description: A key.\n";

const TABLE: &str = "alias\tconcept\tkind\tcontext\nParentImage\tprocess.parent.executable\tsame\n\
    CommandLine\tprocess.command_line\tsame\n";
const OTHER_TABLE: &str = "alias\tconcept\tkind\tcontext\nParentImage\tprocess.executable\tsame\n";

macro_rules! config {
    ($title:literal, $more:literal) => {
        concat!(
            "title = \"", $title, "\"\n", $more, "\n[[source]]\nname = \"ours\"\nvendor = \"sigma\"\npath = \"sigma\"\n",
            "licence = \"Apache-2.0\"\n\n[[source]]\nname = \"searches\"\nvendor = \"splunk\"\npath = \"splunk\"\n",
            "licence = \"Apache-2.0\"\n\n[[source]]\nname = \"python\"\nvendor = \"panther\"\npath = \"panther\"\n",
            "licence = \"Apache-2.0\"\n"
        )
    };
}

/// The configuration at the start.
pub(super) const CONFIG: &str = config!("Small", "");

/// Files that make the site small and stay as they are.
pub(super) const SMALL: &[(&str, &str)] = &[
    (
        "content/data/attack/techniques.tsv",
        "id\tname\tdomain\ttactics\tplatforms\twithdrawn\nT1059\tCommand Interpreter\tenterprise-attack\texecution\tWindows\n\
         T1098\tAccount Manipulation\tenterprise-attack\tpersistence\tWindows\n\
         T1204\tUser Execution\tenterprise-attack\texecution\tWindows\n\
         T1204.002\tMalicious File\tenterprise-attack\texecution\tWindows\n",
    ),
    (
        "content/data/events/windows.tsv",
        "provider\tevent\ttitle\tchannel\tplatform\tcheck\n",
    ),
    (
        "content/data/fields/elastic.tsv",
        "alias\tconcept\tkind\tcontext\n",
    ),
];

/// What scripts edit.
pub(super) const FILES: &[File] = &[
    at_start(
        "sigma/rules/one.yml",
        &[
            sigma!("1", "Odd reader", "winword.exe", "allowed"),
            sigma!("1", "Odd reader", "excel.exe", "allowed"),
            sigma!("1", "Odd writer", "winword.exe", "allowed"),
            "title: Odd reader\ndetection: [\n",
        ],
    ),
    at_start(
        "sigma/rules/two.yml",
        &[
            sigma!("2", "Odd reader", "outlook.exe", "allowed"),
            sigma!("2", "Lone reader", "visio.exe", "refused"),
            sigma!("1", "Twice the same id", "visio.exe", "refused"),
            "",
        ],
    ),
    later(
        "sigma/rules/deep/three.yml",
        &[sigma!("3", "Deep reader", "winword.exe", "allowed"), "- a list\n"],
    ),
    later("sigma/notes/readme.txt", &["not a rule", "nor this"]),
    at_start(
        "splunk/detections/endpoint/uses_macro.yml",
        &[
            splunk!("1", "Uses a macro", "`own_parents` process_name=cmd.exe"),
            splunk!("1", "Uses none", "index=main process_name=cmd.exe"),
        ],
    ),
    at_start(
        "splunk/macros/own_parents.yml",
        &[
            "name: own_parents\ndefinition: parent_process_name=winword.exe\ndescription: Parents.\n",
            "name: own_parents\ndefinition: parent_process_name IN (\"excel.exe\", \"winword.exe\")\ndescription: Parents.\n",
            "name: [\n",
        ],
    ),
    at_start(
        "panther/rules/own_rules/key.yml",
        &[
            PYTHON_RULE,
            "AnalysisType: rule\nFilename: absent.py\nRuleID: x\n",
        ],
    ),
    at_start(
        "panther/rules/own_rules/key.py",
        &[python!("key.added"), python!("key.made"), "def rule(event:\n"],
    ),
    at_start(
        "panther/global_helpers/own_helpers.py",
        &[
            "def is_known(event):\n    return event.get(\"actor\") in {\"bot\"}\n",
            "def is_known(event):\n    return event.get(\"actor\") == \"robot\"\n",
        ],
    ),
    at_start(
        "panther/global_helpers/own_helpers.yml",
        &["AnalysisType: global\nFilename: own_helpers.py\nGlobalID: own_helpers\nDescription: Helpers.\n"],
    ),
    later(
        "content/data/fields/sigma.tsv",
        &[TABLE, OTHER_TABLE, "nonsense\n"],
    ),
    later(
        "content/data/words/generic.tsv",
        &["word\tmeans\nallowed\tyes\n", "word\tmeans\n"],
    ),
    later(
        "content/about.md",
        &[
            "+++\ntitle = \"About\"\n+++\n\nWhat this is.\n",
            "+++\ntitle = \"Method\"\n+++\n\n*More*.\n",
            "no front matter",
        ],
    ),
    later(
        "content/techniques/T1204.md",
        &[
            "+++\ntitle = \"Notes\"\n+++\n\nOur notes.\n",
            "+++\ntitle = \"Notes\"\n+++\n\nOther notes.\n",
        ],
    ),
    later(
        "templates/404.html",
        &[
            "{% extends \"base.html\" %}{% block main %}<h1>Gone</h1>{% endblock main %}",
            "{% if %}",
            "{{ no_such_thing }}",
        ],
    ),
    later("templates/parts/logic.html", &["{% component", "<p>no logic</p>"]),
    later(
        "static/css/site.css",
        &["body { color: red }", "body { color: blue }"],
    ),
    later("static/extra.txt", &["more", "even more"]),
    at_start(
        "site.toml",
        &[
            CONFIG,
            config!("Renamed", ""),
            config!("Small", "base_url = \"https://example.org/x\""),
            config!("Small", "templates = \"looks\"\nstatic = \"files\""),
            "title = \"One source\"\n\n[[source]]\nname = \"ours\"\nvendor = \"sigma\"\npath = \"sigma\"\nlicence = \"MIT\"\npublish = \"logic\"\n",
            "titel = \"broken\"\n",
        ],
    ),
    later(
        "looks/404.html",
        &["{% extends \"base.html\" %}{% block main %}<h1>Lost</h1>{% endblock main %}"],
    ),
    later("files/extra.txt", &["elsewhere"]),
];
