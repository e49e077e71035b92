using System.Buffers;

namespace Whimbrel.Sql.Psql;

/// <summary>What a backslash command means for a script.</summary>
internal enum CommandKind
{
    Unknown,
    Display,
    DisplayLine,
    Echo,
    If,
    Elif,
    Else,
    Endif,
    Include,
    Set,
    Unset,
    GetEnvironment,
    Send,
    SendToTable,
    StoreRow,
    Describe,
    Quit,
    Reset,
    Connect,
    Encoding,
    Restrict,
    Unrestrict,
    Copy,
    Refused,
    RefusedLine,
    RefusedFile,

    /// <summary>Refused, and psql sends the statement.</summary>
    RefusedSend,

    /// <summary>Refused, and the statement is not sent now but gone.</summary>
    RefusedPrepare,
}

/// <summary>psql's backslash commands by name.</summary>
internal static class CommandKinds
{
    private static readonly Dictionary<string, CommandKind> _kinds = new(StringComparer.Ordinal);

    /// <summary>After a <c>d</c>: what is listed; then S, x or + may follow.</summary>
    private static readonly HashSet<string> _lists =
    [
        "", "a", "A", "Ac", "Af", "Ao", "Ap", "b", "c", "C", "d", "dp", "D", "es", "et", "eu", "ew", "F", "Fp", "Fd", "Ft", "g", "l", "L", "n", "o",
        "O", "p", "rds", "rg", "Rp", "Rs", "T", "u", "X", "y",
    ];

    private static readonly SearchValues<char> _relations = SearchValues.Create("tvmisESx+");
    private static readonly SearchValues<char> _functions = SearchValues.Create("anptwSx+");
    private static readonly SearchValues<char> _partitions = SearchValues.Create("itnSx+");

    static CommandKinds()
    {
        Add(CommandKind.Display, "a", "C", "conninfo", "copyright", "errverbose", "f", "H", "html", "l", "l+", "lx", "l+x", "lx+", "list", "list+", "listx",
            "list+x", "listx+", "lo_list", "lo_list+", "p", "print", "pset", "t", "T", "timing", "x", "z", "zS", "zx", "?");
        Add(CommandKind.DisplayLine, "h", "help", "sf", "sf+", "sv", "sv+");
        Add(CommandKind.Echo, "echo", "qecho", "warn");
        Add(CommandKind.If, "if");
        Add(CommandKind.Elif, "elif");
        Add(CommandKind.Else, "else");
        Add(CommandKind.Endif, "endif");
        Add(CommandKind.Include, "i", "include", "ir", "include_relative");
        Add(CommandKind.Set, "set");
        Add(CommandKind.Unset, "unset");
        Add(CommandKind.GetEnvironment, "getenv");
        Add(CommandKind.Send, "g", "gx");
        Add(CommandKind.SendToTable, "crosstabview");
        Add(CommandKind.StoreRow, "gset");
        Add(CommandKind.Describe, "gdesc");
        Add(CommandKind.Quit, "q", "quit");
        Add(CommandKind.Reset, "r", "reset");
        Add(CommandKind.Connect, "c", "connect");
        Add(CommandKind.Encoding, "encoding");
        Add(CommandKind.Restrict, "restrict");
        Add(CommandKind.Unrestrict, "unrestrict");
        Add(CommandKind.Copy, "copy");
        Add(CommandKind.Refused, "bind", "bind_named", "cd", "close", "close_prepared", "e", "edit", "endpipeline", "flush", "flushrequest", "getresults",
            "lo_export", "lo_import", "lo_unlink", "password", "prompt", "s", "setenv", "startpipeline", "syncpipeline");
        Add(CommandKind.RefusedLine, "!", "ef", "ev");
        Add(CommandKind.RefusedFile, "o", "out", "w", "write");
        Add(CommandKind.RefusedSend, "gexec", "watch", "sendpipeline");
        Add(CommandKind.RefusedPrepare, "parse");
    }

    internal static CommandKind Of(string name) =>
        _kinds.TryGetValue(name, out var kind) ? kind
        : name.StartsWith('d') && IsList(name[1..]) ? CommandKind.Display
        : name.Equals("copy", StringComparison.OrdinalIgnoreCase) ? CommandKind.Copy
        : CommandKind.Unknown;

    private static bool IsList(string what) =>
        _lists.Contains(what.TrimEnd('S', 'x', '+'))
        || what.AsSpan().IndexOfAnyExcept(_relations) < 0
        || (what[0] == 'f' && what.AsSpan(1).IndexOfAnyExcept(_functions) < 0)
        || (what[0] == 'P' && what.AsSpan(1).IndexOfAnyExcept(_partitions) < 0);

    private static void Add(CommandKind kind, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            _kinds.Add(name, kind);
    }
}
