using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>SET search_path and what takes it back.</summary>
internal static class SearchPathChange
{
    internal static void Set(Change change, Node statement)
    {
        if (statement.Is("kind"u8, "VAR_RESET_ALL"u8))
            change.Schema.SetPath(null);
        if (!string.Equals(statement.Word("name"u8), "search_path", StringComparison.OrdinalIgnoreCase))
            return;

        var isDefault = statement.Word("kind"u8) is "VAR_RESET" or "VAR_SET_DEFAULT";
        var path = isDefault ? null : Schemas(statement.Items("args"u8).Select(a => a.Unwrap().Body.Child("sval"u8)?.Word("sval"u8) ?? ""));
        Set(change.Schema, path, statement.Flag("is_local"u8));
    }

    /// <summary>SELECT set_config('search_path', …, is_local): how pg_dump does it.</summary>
    internal static void SetByFunction(Change change, Node call)
    {
        var arguments = call.Items("args"u8).Select(a => a.Unwrap().Body).ToList();
        if (arguments.Count != 3 || arguments[0].Child("sval"u8)?.Word("sval"u8) is not { } name || !string.Equals(name, "search_path", StringComparison.OrdinalIgnoreCase))
            return;

        var value = arguments[1].Child("sval"u8)?.Word("sval"u8) ?? "";
        Set(change.Schema, Schemas(value.Split(',').Select(s => s.Trim().Trim('"'))), arguments[2].Child("boolval"u8) is { } flag && flag.Flag("boolval"u8));
    }

    internal static void Transact(Change change, Node statement)
    {
        if (SessionState.Control(statement) is TransactionControl.Commit or TransactionControl.Rollback)
            change.Schema.EndLocalPath();
    }

    internal static void Discard(Change change, Node statement)
    {
        if (statement.Is("target"u8, "DISCARD_ALL"u8))
            change.Schema.SetPath(null);
    }

    private static void Set(DatabaseSchema schema, IReadOnlyList<string>? path, bool isLocal)
    {
        if (isLocal)
            schema.SetLocalPath(path);
        else
            schema.SetPath(path);
    }

    /// <summary>The schema of the user's own name is rarely there.</summary>
    private static List<string> Schemas(IEnumerable<string> names) => [.. names.Where(n => n is not ("" or "$user" or "pg_catalog" or "pg_temp"))];
}
