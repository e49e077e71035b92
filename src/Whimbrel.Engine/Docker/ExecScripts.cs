using System.Globalization;

namespace Whimbrel.Engine.Docker;

/// <summary>
/// What stands around a program in a container. The engine leaves a program running whose client is gone; these end it. They are constant texts for
/// the container's <c>sh</c>, and take everything else as arguments. None leaves a child without its parent: a container's first process inherits
/// it, and where that is PostgreSQL's postmaster, it takes the end of such a child for a crash of a backend of its own, and ends every session.
/// </summary>
internal static class ExecScripts
{
    /// <summary>What each begins its errors with, before the number of its process.</summary>
    public const string Mark = "whimbrel-exec ";

    private const string Begin = "echo \"whimbrel-exec $$\" >&2\n";
    private const string ReadPassword = "IFS= read -r PGPASSWORD\nexport PGPASSWORD\n";
    private const string WithInput = "exec \"$@\"\n";
    private const string WithoutInput = "exec \"$@\" </dev/null\n";

    // A word means that the program has ended well; the input's end alone means that we are gone.
    private const string LifelineScript = """
        echo "whimbrel-exec $$" >&2
        read -r line && exit 0
        kill -TERM "$1"
        for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 1; kill -0 "$1" || exit 0; done
        kill -KILL "$1"
        """;

    /// <param name="hasPassword">Whether the first line of the input is PGPASSWORD.</param>
    public static IReadOnlyList<string> Around(IReadOnlyList<string> command, bool hasInput, bool hasPassword) =>
        ["sh", "-c", Begin + (hasPassword ? ReadPassword : "") + (hasInput ? WithInput : WithoutInput), "sh", .. command];

    public static IReadOnlyList<string> Lifeline(int processId) => ["sh", "-c", LifelineScript, "sh", processId.ToString(CultureInfo.InvariantCulture)];
}
