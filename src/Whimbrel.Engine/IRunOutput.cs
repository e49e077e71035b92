namespace Whimbrel.Engine;

/// <summary>Where a run says what it does: a terminal, or plain lines.</summary>
public interface IRunOutput
{
    /// <summary>A step begins; <paramref name="number"/> of <paramref name="total"/>.</summary>
    void StepBegins(IStep step, int number, int total);

    /// <summary>A step has ended; one line says what it did.</summary>
    void StepEnds(IStep step, StepResult result, TimeSpan elapsed);

    /// <summary>What goes on inside a step: bytes, rows, statement n of m. Comes often; only the newest counts.</summary>
    void Progress(string text);

    /// <summary>The same, where it is known how much is done.</summary>
    /// <param name="share">0 to 1; null where nobody can tell.</param>
    void Progress(string text, double? share) => Progress(text);

    /// <summary>Something worth a line of its own: a lock that was waited for, a notice of the server.</summary>
    void Note(string text);

    /// <summary>Something that the operator must see.</summary>
    void Warn(string text);
}
