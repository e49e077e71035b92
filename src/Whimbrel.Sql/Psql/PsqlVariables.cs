using System.Diagnostics.CodeAnalysis;

namespace Whimbrel.Sql.Psql;

/// <summary>psql's variables. While a script is executed, the caller stores here what <c>\gset</c> and the connection give.</summary>
public sealed class PsqlVariables
{
    /// <summary>psql gives them the values of the connection, or of the statement before.</summary>
    private static readonly string[] _ofTheConnection =
    [
        "DBNAME", "USER", "HOST", "PORT", "ENCODING", "SERVER_VERSION_NAME", "SERVER_VERSION_NUM", "ROW_COUNT", "ERROR", "SQLSTATE",
        "LAST_ERROR_MESSAGE", "LAST_ERROR_SQLSTATE", "LASTOID",
    ];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknown = new(_ofTheConnection, StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _prefixes = [];

    /// <summary>What stands for a variable that only a run knows; null leaves the reference as it is written.</summary>
    internal Func<string, string>? Placeholder { get; init; }

    public PsqlVariables() => SpecialVariables.SetDefaults(_values);

    /// <summary>A name is letters, digits and underscores; others cannot be referred to.</summary>
    public static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or >= '\x80');

    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => _values.TryGetValue(name, out value);

    public void Set(string name, string value)
    {
        _values[name] = value;
        _ = _known.Add(name);
    }

    public void Unset(string name)
    {
        _ = _values.Remove(name);
        _ = _known.Add(name);
    }

    /// <summary>The row of a statement that ended with <c>\gset</c>; a null unsets the variable.</summary>
    public void Store(string prefix, IEnumerable<KeyValuePair<string, string?>> row)
    {
        _ = _prefixes.Remove(prefix);
        foreach (var (column, value) in row)
        {
            if (value is null)
                Unset(prefix + column);
            else
                Set(prefix + column, value);
        }
    }

    /// <summary>Only a run knows its value, and has not yet told it.</summary>
    internal bool IsKnownAtRunTimeOnly(string name) =>
        !_known.Contains(name) && (_unknown.Contains(name) || _prefixes.Exists(p => name.StartsWith(p, StringComparison.Ordinal)));

    /// <summary>A run will set variables whose names begin so.</summary>
    internal void ExpectRow(string prefix)
    {
        _ = _known.RemoveWhere(name => name.StartsWith(prefix, StringComparison.Ordinal));
        _prefixes.Add(prefix);
    }
}
