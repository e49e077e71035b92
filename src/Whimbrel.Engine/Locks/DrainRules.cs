namespace Whimbrel.Engine.Locks;

/// <summary>Which sessions are ended, and how long each has.</summary>
/// <param name="Databases">That are to be empty.</param>
/// <param name="Run">The run whose own sessions stay.</param>
/// <param name="MustGo">Whether a session is ended; throws where one must not be and yet stands in the way.</param>
/// <param name="Limit">How long all of it may take.</param>
/// <param name="Left">What state is left when it cannot be done; the end of a sentence.</param>
internal sealed record DrainRules(IReadOnlyList<string> Databases, string Run, Func<DrainedSession, bool> MustGo, TimeSpan Limit, string Left)
{
    /// <summary>How long a query, or an open transaction, may go on.</summary>
    internal TimeSpan ForWork { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a cancelled one has before its session is ended.</summary>
    internal TimeSpan ForCancel { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Our user on the server, for a hint.</summary>
    internal required string User { get; init; }
}
