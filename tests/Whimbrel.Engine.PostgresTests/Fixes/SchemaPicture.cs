using System.Text;

namespace Whimbrel.Engine.PostgresTests.Fixes;

/// <summary>A database's schema and rows as text, by names and not by the order of columns, which a changed type does not keep.</summary>
internal static class SchemaPicture
{
    private const string Users = "nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg_t%'";

    private static readonly string[] _queries =
    [
        $"SELECT 'column', c.oid::regclass::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity::text, a.attgenerated::text, a.attcollation::regcollation::text, col_description(c.oid, a.attnum) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND {Users} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relkind IN ('r', 'p', 'v') ORDER BY 2, 3",
        $"SELECT 'constraint', k.conrelid::regclass::text, k.conname::text, pg_get_constraintdef(k.oid), k.convalidated, k.condeferrable, k.condeferred FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace AND {Users} ORDER BY 2, 3",
        $"SELECT 'index', i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisunique, i.indisprimary, i.indimmediate, c.relkind::text, c.reloptions::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace AND {Users} ORDER BY 2",
        "SELECT 'trigger', t.tgrelid::regclass::text, pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT t.tgisinternal ORDER BY 2, 3",
        $"SELECT 'function', p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace AND {Users} ORDER BY 2",
        $"SELECT 'sequence', s.seqrelid::regclass::text, format_type(s.seqtypid, NULL), d.refobjid::regclass::text, a.attname::text, d.deptype::text FROM pg_sequence s LEFT JOIN pg_depend d ON d.objid = s.seqrelid AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid ORDER BY 2",
        $"SELECT 'inherits', i.inhrelid::regclass::text, i.inhparent::regclass::text FROM pg_inherits i ORDER BY 2",
    ];

    /// <param name="withRows">Every row but for columns that are called token: chance has made them.</param>
    public static async Task<string> OfAsync(TestDatabase database, bool withRows = true)
    {
        var text = new StringBuilder();
        foreach (var query in _queries)
        {
            text.AppendJoin('\n', await database.RowsAsync(query)).Append('\n');
        }

        foreach (var table in withRows ? await database.RowsAsync($"SELECT format('%I.%I', nspname, relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND {Users} WHERE relkind = 'r' ORDER BY 1") : [])
        {
            text.Append(table).Append(": ").AppendJoin('\n', await database.RowsAsync($"SELECT count(*), md5(string_agg((to_jsonb(t) - 'token')::text, ',' ORDER BY (to_jsonb(t) - 'token')::text)) FROM {table} t")).Append('\n');
        }

        return text.ToString();
    }
}
