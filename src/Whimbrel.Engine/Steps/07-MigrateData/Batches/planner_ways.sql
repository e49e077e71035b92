-- Which of these ways ($1) may the planner of this session go?
SELECT current_setting(name)::boolean AS "IsOn" FROM unnest($1::text[]) WITH ORDINALITY AS way(name, place) ORDER BY place
