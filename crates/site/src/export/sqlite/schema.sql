-- The catalog as tables. Counts on the site are of rules where live = 1.
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Near-identical rules; `rule` names the family, `rules` counts the live ones.
CREATE TABLE families(
  id INTEGER PRIMARY KEY,
  rule INTEGER NOT NULL,
  rules INTEGER NOT NULL
);

CREATE TABLE rules(
  id INTEGER PRIMARY KEY,
  vendor TEXT NOT NULL,
  source TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  title TEXT NOT NULL,
  path TEXT NOT NULL,
  language TEXT,
  live INTEGER NOT NULL,
  severity TEXT,
  severity_step INTEGER,
  status TEXT,
  decoded TEXT NOT NULL,
  created TEXT,
  modified TEXT,
  family INTEGER NOT NULL REFERENCES families(id),
  page TEXT NOT NULL
);
CREATE TABLE rule_platforms(
  rule INTEGER NOT NULL REFERENCES rules(id),
  platform TEXT NOT NULL,
  PRIMARY KEY(rule, platform)
) WITHOUT ROWID;
CREATE TABLE rule_domains(
  rule INTEGER NOT NULL REFERENCES rules(id),
  domain TEXT NOT NULL,
  PRIMARY KEY(rule, domain)
) WITHOUT ROWID;

CREATE TABLE techniques(
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  parent TEXT,
  domain TEXT,
  page TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE rule_techniques(
  rule INTEGER NOT NULL REFERENCES rules(id),
  technique TEXT NOT NULL REFERENCES techniques(id),
  as_tagged TEXT NOT NULL,
  PRIMARY KEY(rule, technique)
) WITHOUT ROWID;

CREATE TABLE events(
  id INTEGER PRIMARY KEY,
  provider TEXT NOT NULL,
  event TEXT NOT NULL,
  title TEXT NOT NULL,
  channel TEXT,
  platform TEXT,
  page TEXT NOT NULL
);
-- native = 0: another sensor's event for the same activity.
CREATE TABLE rule_events(
  rule INTEGER NOT NULL REFERENCES rules(id),
  event INTEGER NOT NULL REFERENCES events(id),
  native INTEGER NOT NULL,
  declared INTEGER NOT NULL,
  read INTEGER NOT NULL,
  PRIMARY KEY(rule, event, native)
) WITHOUT ROWID;

CREATE TABLE fields(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  mapped INTEGER NOT NULL,
  page TEXT NOT NULL
);
-- A (concept, operator, value); rules use it at most once a role.
CREATE TABLE rows(
  id INTEGER PRIMARY KEY,
  field INTEGER NOT NULL REFERENCES fields(id),
  op TEXT NOT NULL,
  value TEXT NOT NULL,
  class TEXT NOT NULL
);
CREATE TABLE rule_rows(
  rule INTEGER NOT NULL REFERENCES rules(id),
  row INTEGER NOT NULL REFERENCES rows(id),
  excluded INTEGER NOT NULL,
  guarded INTEGER NOT NULL,
  grouped INTEGER NOT NULL,
  PRIMARY KEY(rule, row, excluded)
) WITHOUT ROWID;

-- As authored; `value_list` is a JSON array.
CREATE TABLE predicates(
  id INTEGER PRIMARY KEY,
  rule INTEGER NOT NULL REFERENCES rules(id),
  step INTEGER NOT NULL,
  authored TEXT NOT NULL,
  field INTEGER NOT NULL REFERENCES fields(id),
  op TEXT NOT NULL,
  value_list TEXT NOT NULL,
  quantifier TEXT NOT NULL,
  case_sensitive INTEGER NOT NULL,
  negated INTEGER NOT NULL,
  scope TEXT NOT NULL,
  class TEXT NOT NULL,
  via TEXT
);
