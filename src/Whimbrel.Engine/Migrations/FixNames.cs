using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql.Fixes;

namespace Whimbrel.Engine.Migrations;

/// <summary>Names for the migrations that take the place of an unsafe one: versions right behind its own, where there is room.</summary>
internal sealed partial class FixNames(IEnumerable<string> versions)
{
    private const int LongestWhat = 40;

    private readonly List<string> _taken = [.. versions.Order(MigrationVersion.Order)];

    /// <summary>Paths without <c>.sql</c>; <paramref name="isBehindAll"/> when there was no room before the next version.</summary>
    public IReadOnlyList<string> Next(Migration migration, IReadOnlyList<SafeMigration> parts, out bool isBehindAll)
    {
        var width = migration.Version.Length;
        var first = BigInteger.Parse(migration.Version, CultureInfo.InvariantCulture) + 1;
        var next = _taken.Find(v => MigrationVersion.Compare(v, migration.Version) > 0);
        isBehindAll = next is not null && first + parts.Count > BigInteger.Parse(next, CultureInfo.InvariantCulture);
        if (isBehindAll)
        {
            first = BigInteger.Parse(_taken[^1], CultureInfo.InvariantCulture) + 1;
        }

        var given = parts.Select((_, i) => (first + i).ToString(CultureInfo.InvariantCulture).PadLeft(width, '0')).ToList();
        _taken.AddRange(given);
        _taken.Sort(MigrationVersion.Order);
        var (folder, name) = (Path.GetDirectoryName(migration.Script.Path) ?? "", migration.Name[width..].Trim('_', '-'));
        return [.. parts.Select((part, i) => Path.Combine(folder, string.Join('_', new[] { given[i], name, Number(i), Words(part.What) }.Where(word => word.Length > 0))))];
    }

    /// <summary>Beside a script that is no migration.</summary>
    public static IReadOnlyList<string> Beside(string path, int parts) =>
        [.. Enumerable.Range(0, parts).Select(i => $"{path[..^Path.GetExtension(path).Length]}.safe-{Number(i)}")];

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static string Words(string what)
    {
        var words = NotInNames().Replace(what.ToLowerInvariant(), "_").Trim('_');
        return words.Length <= LongestWhat ? words : words[..LongestWhat].TrimEnd('_');
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NotInNames();
}
