-- Everything that a dump of this database would show but its rows: what it is, its name, and its definition. Members of extensions come with those;
-- search_path must be pg_catalog, so that every name has its schema.
WITH member AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
place AS (SELECT oid, nspname, nspowner, nspacl FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('information_schema', 'whimbrel')),
relation AS (
    SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name
      FROM pg_class c JOIN place n ON n.oid = c.relnamespace
     WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)),
described AS (SELECT classoid, objoid, objsubid, description FROM pg_description)
SELECT 'schema' AS "Kind", format('%I', n.nspname) AS "Name",
       concat_ws(', ', 'owner ' || pg_get_userbyid(n.nspowner), 'rights ' || (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(coalesce(n.nspacl, acldefault('n', n.nspowner))) a),
                 'comment ' || quote_literal(d.description)) AS "Definition"
  FROM place n LEFT JOIN described d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid
UNION ALL
SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'composite type' ELSE 'sequence' END,
       c.name,
       concat_ws(', ', CASE c.relpersistence WHEN 'u' THEN 'unlogged' END, 'owner ' || pg_get_userbyid(c.relowner),
                 'rights ' || (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner))) a),
                 'options ' || array_to_string(c.reloptions, ' '),
                 CASE WHEN c.relrowsecurity THEN 'row security' END, CASE WHEN c.relforcerowsecurity THEN 'row security forced' END,
                 CASE WHEN c.relkind IN ('r', 'p', 'm') AND c.relreplident <> 'd' THEN 'replica identity ' || c.relreplident::text END,
                 'access method ' || (SELECT amname FROM pg_am WHERE oid = c.relam AND amname <> 'heap'),
                 'tablespace ' || (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace),
                 'partitioned ' || CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
                 'partition ' || pg_get_expr(c.relpartbound, c.oid),
                 'of ' || (SELECT string_agg(i.inhparent::regclass::text, ' ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid),
                 'is ' || CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
                 (SELECT format('%s from %s to %s by %s cache %s%s', format_type(s.seqtypid, NULL), s.seqmin, s.seqmax, s.seqincrement, s.seqcache, CASE WHEN s.seqcycle THEN ' cycle' ELSE '' END) || ' start ' || s.seqstart FROM pg_sequence s WHERE s.seqrelid = c.oid),
                 'owned by ' || (SELECT format('%s.%I', o.refobjid::regclass, a.attname) FROM pg_depend o JOIN pg_attribute a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
                                  WHERE c.relkind = 'S' AND o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.deptype IN ('a', 'i') LIMIT 1),
                 'comment ' || quote_literal(d.description))
  FROM relation c LEFT JOIN described d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c', 'S')
UNION ALL
SELECT 'column', format('%s.%I', c.name, a.attname),
       concat_ws(', ', 'number ' || row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), format_type(a.atttypid, a.atttypmod),
                 CASE WHEN a.attnotnull THEN 'not null' END,
                 CASE WHEN a.attgenerated::text <> '' THEN 'generated ' ELSE 'default ' END || pg_get_expr(e.adbin, e.adrelid),
                 CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
                 'collation ' || (SELECT format('%I.%I', n.nspname, o.collname) FROM pg_collation o JOIN pg_namespace n ON n.oid = o.collnamespace WHERE o.oid = a.attcollation AND a.attcollation <> t.typcollation),
                 CASE WHEN a.attstorage <> t.typstorage THEN 'storage ' || a.attstorage::text END, 'compression ' || nullif(a.attcompression::text, ''),
                 CASE WHEN coalesce(a.attstattarget, -1) >= 0 THEN 'statistics ' || a.attstattarget END,
                 'options ' || array_to_string(a.attoptions, ' '), 'fdw options ' || array_to_string(a.attfdwoptions, ' '),
                 'rights ' || (SELECT string_agg(x::text, ' ' ORDER BY x::text) FROM unnest(a.attacl) x),
                 'comment ' || quote_literal(d.description))
  FROM relation c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum
  LEFT JOIN described d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = a.attnum
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
UNION ALL
SELECT 'constraint', format('%I on %s', k.conname, coalesce(c.name, format_type(k.contypid, NULL))),
       concat_ws(', ', pg_get_constraintdef(k.oid), 'comment ' || quote_literal(d.description))
  FROM pg_constraint k
  JOIN place n ON n.oid = k.connamespace
  LEFT JOIN relation c ON c.oid = k.conrelid
  LEFT JOIN described d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
 WHERE (c.oid IS NOT NULL OR k.contypid <> 0) AND k.contype <> 't'
UNION ALL
SELECT 'index', c.name,
       concat_ws(', ', pg_get_indexdef(i.indexrelid), CASE WHEN NOT i.indisvalid THEN 'INVALID' END, CASE WHEN i.indisclustered THEN 'clustered' END, CASE WHEN i.indisreplident THEN 'replica identity' END,
                 'tablespace ' || (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace), 'comment ' || quote_literal(d.description))
  FROM relation c JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN described d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid
UNION ALL
SELECT 'trigger', format('%I on %s', t.tgname, c.name), concat_ws(', ', pg_get_triggerdef(t.oid), 'enabled ' || nullif(t.tgenabled::text, 'O'), 'comment ' || quote_literal(d.description))
  FROM relation c JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal LEFT JOIN described d ON d.classoid = 'pg_trigger'::regclass AND d.objoid = t.oid
UNION ALL
SELECT 'rule', format('%I on %s', r.rulename, c.name), concat_ws(', ', pg_get_ruledef(r.oid), 'enabled ' || nullif(r.ev_enabled::text, 'O'))
  FROM relation c JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN'
UNION ALL
SELECT 'policy', format('%I on %s', p.polname, c.name),
       concat_ws(', ', CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END, 'for ' || p.polcmd::text, 'to ' || (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r) END, ' ' ORDER BY r) FROM unnest(p.polroles) r),
                 'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
  FROM relation c JOIN pg_policy p ON p.polrelid = c.oid
UNION ALL
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
       concat_ws(', ', CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) ELSE (SELECT format('%s %s %s %s', g.aggtransfn, g.aggfinalfn, g.aggtranstype::regtype, g.agginitval) FROM pg_aggregate g WHERE g.aggfnoid = p.oid) END,
                 'owner ' || pg_get_userbyid(p.proowner), 'rights ' || (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(coalesce(p.proacl, acldefault('f', p.proowner))) a), 'comment ' || quote_literal(d.description))
  FROM pg_proc p JOIN place n ON n.oid = p.pronamespace LEFT JOIN described d ON d.classoid = 'pg_proc'::regclass AND d.objoid = p.oid
 WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
UNION ALL
SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'type' END, format('%I.%I', n.nspname, t.typname),
       concat_ws(', ', (SELECT string_agg(quote_literal(e.enumlabel), ' ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
                 CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, CASE WHEN t.typnotnull THEN 'not null' END, 'default ' || t.typdefault,
                 (SELECT format('of %s %s', format_type(r.rngsubtype, NULL), o.opcname) FROM pg_range r JOIN pg_opclass o ON o.oid = r.rngsubopc WHERE r.rngtypid = t.oid),
                 'owner ' || pg_get_userbyid(t.typowner), 'rights ' || (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a), 'comment ' || quote_literal(d.description))
  FROM pg_type t JOIN place n ON n.oid = t.typnamespace LEFT JOIN described d ON d.classoid = 'pg_type'::regclass AND d.objoid = t.oid
 WHERE t.typtype IN ('e', 'd', 'r', 'b') AND t.typelem = 0 AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)
UNION ALL
SELECT 'extension', format('%I', e.extname), format('version %s in %I', e.extversion, n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
UNION ALL
SELECT 'operator', format('%I.%s(%s, %s)', n.nspname, o.oprname, format_type(o.oprleft, NULL), format_type(o.oprright, NULL)), format('%s, owner %s', o.oprcode, pg_get_userbyid(o.oprowner))
  FROM pg_operator o JOIN place n ON n.oid = o.oprnamespace WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_operator'::regclass AND m.objid = o.oid)
UNION ALL
SELECT 'operator class', format('%I.%I', n.nspname, o.opcname), format('%s by %s%s', format_type(o.opcintype, NULL), a.amname, CASE WHEN o.opcdefault THEN ', default' ELSE '' END)
  FROM pg_opclass o JOIN place n ON n.oid = o.opcnamespace JOIN pg_am a ON a.oid = o.opcmethod WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_opclass'::regclass AND m.objid = o.oid)
UNION ALL
SELECT 'collation', format('%I.%I', n.nspname, o.collname), (to_jsonb(o) - 'oid' - 'collnamespace' - 'collowner' - 'collversion')::text FROM pg_collation o JOIN place n ON n.oid = o.collnamespace
 WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_collation'::regclass AND m.objid = o.oid)
UNION ALL
SELECT 'text search configuration', format('%I.%I', n.nspname, o.cfgname), (SELECT string_agg(format('%s %s', m.maptokentype, m.mapdict::regdictionary), ', ' ORDER BY m.maptokentype, m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = o.oid)
  FROM pg_ts_config o JOIN place n ON n.oid = o.cfgnamespace WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_ts_config'::regclass AND m.objid = o.oid)
UNION ALL
SELECT 'text search dictionary', format('%I.%I', n.nspname, o.dictname), o.dictinitoption FROM pg_ts_dict o JOIN place n ON n.oid = o.dictnamespace
 WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_ts_dict'::regclass AND m.objid = o.oid)
UNION ALL
SELECT 'statistics', format('%I.%I', n.nspname, s.stxname), pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s JOIN place n ON n.oid = s.stxnamespace
UNION ALL
SELECT 'cast', format('(%s AS %s)', format_type(k.castsource, NULL), format_type(k.casttarget, NULL)), format('%s %s %s', nullif(k.castfunc, 0)::regprocedure, k.castcontext, k.castmethod) FROM pg_cast k
 WHERE k.oid >= 16384 AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_cast'::regclass AND m.objid = k.oid)
UNION ALL
SELECT 'event trigger', format('%I', e.evtname), concat_ws(', ', e.evtevent, e.evtfoid::regprocedure::text, 'enabled ' || nullif(e.evtenabled::text, 'O'), 'tags ' || array_to_string(e.evttags, ' ')) FROM pg_event_trigger e
 WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_event_trigger'::regclass AND m.objid = e.oid)
UNION ALL
SELECT 'publication', format('%I', p.pubname), concat_ws(', ', (to_jsonb(p) - 'oid' - 'pubowner' - 'pubname')::text, (SELECT string_agg(r.prrelid::regclass::text, ' ' ORDER BY r.prrelid::regclass::text) FROM pg_publication_rel r WHERE r.prpubid = p.oid)) FROM pg_publication p
UNION ALL
SELECT 'foreign server', format('%I', s.srvname), concat_ws(', ', (SELECT fdwname FROM pg_foreign_data_wrapper WHERE oid = s.srvfdw), s.srvtype, s.srvversion, 'owner ' || pg_get_userbyid(s.srvowner)) FROM pg_foreign_server s
UNION ALL
SELECT 'default rights', concat_ws(' ', pg_get_userbyid(a.defaclrole), n.nspname, a.defaclobjtype), (SELECT string_agg(x::text, ' ' ORDER BY x::text) FROM unnest(a.defaclacl) x) FROM pg_default_acl a LEFT JOIN pg_namespace n ON n.oid = a.defaclnamespace
UNION ALL
SELECT 'language', format('%I', l.lanname), format('owner %s', pg_get_userbyid(l.lanowner)) FROM pg_language l WHERE l.oid >= 16384 AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_language'::regclass AND m.objid = l.oid)
UNION ALL
SELECT 'large objects', 'all', count(*)::text FROM pg_largeobject_metadata
UNION ALL
SELECT 'settings', coalesce(pg_get_userbyid(nullif(s.setrole, 0)), 'every role'), array_to_string(s.setconfig, ' ') FROM pg_db_role_setting s WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
UNION ALL
SELECT 'database', format('%I', b.datname), concat_ws(', ', 'owner ' || pg_get_userbyid(b.datdba), 'rights ' || (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(coalesce(b.datacl, acldefault('d', b.datdba))) a)) FROM pg_database b WHERE b.datname = current_database()
