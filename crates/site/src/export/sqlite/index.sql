CREATE INDEX rule_techniques_by_technique ON rule_techniques(technique);
CREATE INDEX rule_events_by_event ON rule_events(event);
CREATE INDEX rule_rows_by_row ON rule_rows(row);
CREATE INDEX rows_by_field ON rows(field);
CREATE INDEX predicates_by_rule ON predicates(rule);
