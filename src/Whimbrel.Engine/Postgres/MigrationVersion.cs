namespace Whimbrel.Engine.Postgres;

/// <summary>Versions are the leading digits of a file's name: compared as numbers of any length, so that 002 is 2 and comes before 10.</summary>
public static class MigrationVersion
{
    public static IComparer<string> Order { get; } = Comparer<string>.Create(Compare);

    public static int Compare(string left, string right)
    {
        var (a, b) = (Significant(left), Significant(right));
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
    }

    public static bool AreEqual(string left, string right) => Compare(left, right) == 0;

    /// <summary>The same for versions that are equal.</summary>
    public static string Significant(string version) => version.TrimStart('0');
}
