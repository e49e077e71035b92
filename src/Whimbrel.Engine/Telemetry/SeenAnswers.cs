namespace Whimbrel.Engine.Telemetry;

/// <summary>Keeps why a collector did not take what it was sent: the exporter itself tells nobody.</summary>
internal sealed class SeenAnswers : IDisposable
{
    private readonly SocketsHttpHandler _connections = new() { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) };

    /// <summary>The first one; null while all was taken.</summary>
    public string? Failure { get; set; }

    public HttpMessageHandler Handler() => new Looking(this, _connections);

    public void Dispose() => _connections.Dispose();

    private HttpResponseMessage Look(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            Failure ??= $"it answered {(int)answer.StatusCode}";
        }

        return answer;
    }

    private bool Note(Exception e)
    {
        Failure ??= e is OperationCanceledException ? "no answer in time" : (e.InnerException ?? e).Message;
        return false;
    }

    private sealed class Looking(SeenAnswers seen, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return seen.Look(base.Send(request, cancellationToken));
            }
            catch (Exception e) when (seen.Note(e))
            {
                throw;
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return seen.Look(await base.SendAsync(request, cancellationToken));
            }
            catch (Exception e) when (seen.Note(e))
            {
                throw;
            }
        }
    }
}
